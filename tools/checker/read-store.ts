import { join } from 'node:path'
import type { Database } from '@imbachat/server/store/schema'
import { kyselyConnection, openReaderConnection } from '@imbachat/server/store/sqlite/connection'
import { Kysely, SqliteDialect } from 'kysely'
import { exportStore, type StoreExport } from './store-export.ts'

/** Reads DATA_DIR's database beside a server that may be running. @throws Error when there is none */
export async function readSqlite(dataDir: string): Promise<StoreExport> {
  const database = kyselyConnection(openReaderConnection(join(dataDir, 'imbachat.sqlite')))
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  try {
    return await exportStore(db)
  } finally {
    await db.destroy()
  }
}
