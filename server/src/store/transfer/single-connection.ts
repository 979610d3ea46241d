import { Kysely, SqliteDialect } from 'kysely'
import { connect } from '../postgres/connections/connection.ts'
import { postgresDialect, sessionOf } from '../postgres/dialect.ts'
import { kyselyConnection, openWriterConnection } from '../sqlite/connection.ts'

/** One connection that may write, for transactions over many statements. */
export interface SingleConnection {
  db: Kysely<never>
  close(): Promise<void>
}

export async function postgresConnection(url: string): Promise<SingleConnection> {
  const client = await connect(url, 'migrate')
  const session = sessionOf(client, () => undefined)
  const sessions = { connect: async () => session, end: async () => undefined }
  return { db: new Kysely<never>({ dialect: postgresDialect(sessions) }), close: () => client.end() }
}

export async function sqliteConnection(path: string): Promise<SingleConnection> {
  const db = new Kysely<never>({
    dialect: new SqliteDialect({ database: kyselyConnection(openWriterConnection(path)) }),
  })
  return { db, close: () => db.destroy() }
}
