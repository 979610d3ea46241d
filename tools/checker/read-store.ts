import { join } from 'node:path'
import { openPool } from '@imbachat/server/store/postgres/connections/pool'
import { postgresDialect } from '@imbachat/server/store/postgres/dialect'
import { widgetsWithWaitingEvents } from '@imbachat/server/store/reads/events'
import type { Database } from '@imbachat/server/store/schema/schema'
import { kyselyConnection, openReaderConnection } from '@imbachat/server/store/sqlite/connection'
import { type Dialect, Kysely, SqliteDialect } from 'kysely'
import { until } from '../../sdk/src/testing/until.ts'
import { exportStore, type StoreExport } from './store-export.ts'

/**
 * Reads the database in DATA_DIR or at `databaseUrl`. Servers may be running.
 * @param widgets of these only; missing: of all
 * @throws Error if the database does not exist
 */
export async function readStore(
  from: { dataDir: string; databaseUrl?: string | undefined },
  widgets?: readonly number[],
): Promise<StoreExport> {
  const db = new Kysely<Database>({ dialect: dialect(from) })
  try {
    // a server numbers the last events just after their commit
    await until(async () => (await widgetsWithWaitingEvents(db)).length === 0)
    return await exportStore(db, widgets)
  } finally {
    await db.destroy()
  }
}

function dialect({ dataDir, databaseUrl }: Parameters<typeof readStore>[0]): Dialect {
  if (databaseUrl !== undefined) return postgresDialect(openPool(databaseUrl, 'read', 1))
  return new SqliteDialect({ database: kyselyConnection(openReaderConnection(join(dataDir, 'imbachat.sqlite'))) })
}
