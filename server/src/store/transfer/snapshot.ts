import { Kysely, SqliteDialect, sql } from 'kysely'
import { connect } from '../postgres/connections/connection.ts'
import type { TableName } from '../schema/tables.ts'
import { kyselyConnection, openReaderConnection } from '../sqlite/connection.ts'
import { ROWS_AT_A_TIME, type Row } from './rows.ts'

/** The database at one moment, while other connections continue to write. */
export interface Snapshot {
  /** `place` rises. If nothing changes the database, every reading gives the same rows the same place. */
  rows(table: TableName): AsyncGenerator<{ rows: Row[]; place: number }>
  end(): Promise<void>
}

/** @throws Error when the file can't be read */
export async function sqliteSnapshot(path: string): Promise<Snapshot> {
  const db = new Kysely<never>({
    dialect: new SqliteDialect({ database: kyselyConnection(openReaderConnection(path)) }),
  })
  await sql`begin`.execute(db)
  // SQLite takes its snapshot at the first read.
  await sql`select 1 from installation`.execute(db)
  return {
    async *rows(table) {
      for (let place = 0; ; ) {
        const { rows } = await sql<Row & { at_row: number }>`
          select rowid as at_row, * from ${sql.table(table)} where rowid > ${place} order by rowid limit ${ROWS_AT_A_TIME}`.execute(
          db,
        )
        const last = rows.at(-1)
        if (!last) return
        place = last.at_row
        yield { rows: rows.map(({ at_row: _, ...row }) => row), place }
      }
    },
    end: () => db.destroy(),
  }
}

/** @throws Error when the database can't be read */
export async function postgresSnapshot(url: string): Promise<Snapshot> {
  const client = await connect(url, 'migrate')
  await client.query('begin isolation level repeatable read read only')
  await client.query('select 1 from installation')
  return {
    async *rows(table) {
      await client.query(`declare reading no scroll cursor for select * from ${table}`)
      let place = 0
      for (;;) {
        const { rows } = await client.query<Row>(`fetch ${ROWS_AT_A_TIME} from reading`)
        if (rows.length === 0) break
        place += rows.length
        yield { rows, place }
      }
      await client.query('close reading')
    },
    end: () => client.end(),
  }
}
