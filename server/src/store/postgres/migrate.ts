import { Kysely, sql } from 'kysely'
import { migrations as all, type Migration } from '../migrations/index.ts'
import { runMigrations } from '../migrations/run-migrations.ts'
import { connect } from './connections/connection.ts'
import { postgresDialect, sessionOf } from './dialect.ts'

/** Any number works, as long as all servers of one database use the same. */
const LOCK = 0x696d6261

/**
 * Holds an advisory lock of the transaction, which PostgreSQL releases at the transaction's end.
 * @throws Error: see `runMigrations` and `connect`
 */
export async function migrate(url: string, now: number, migrations: readonly Migration[] = all): Promise<void> {
  const client = await connect(url, 'migrate')
  const session = sessionOf(client, () => undefined)
  const db = new Kysely<never>({
    dialect: postgresDialect({ connect: async () => session, end: async () => undefined }),
  })
  try {
    await runMigrations(
      (act) =>
        db.transaction().execute(async (transaction) => {
          await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(transaction)
          await act(transaction)
        }),
      migrations,
      now,
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}
