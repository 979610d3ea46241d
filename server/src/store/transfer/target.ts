import { type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'
import { FRESH_TABLES, TABLES, type TableName } from '../schema/tables.ts'
import type { Row } from './rows.ts'

/** The first table with rows that a fresh database does not have: it has only those of `FRESH_TABLES`. */
export async function tableInUse(db: Kysely<never>): Promise<TableName | null> {
  for (const table of TABLES) {
    if (FRESH_TABLES.includes(table)) continue
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)
    if (rows.length > 0) return table
  }
  return null
}

/** Removes the rows that a fresh database begins with. */
export async function clear(db: Kysely<never>): Promise<void> {
  for (const table of FRESH_TABLES) await sql`delete from ${sql.table(table)}`.execute(db)
}

export async function insertRows(db: Kysely<never>, table: TableName, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const tuples = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`)
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(tuples)}`.execute(db)
}

/** Makes the database's own numbering continue after the copied rows. SQLite does so by itself. */
export async function continueWidgetIds(db: QueryExecutorProvider): Promise<void> {
  if (!isPostgres(db)) return
  await sql`select setval(pg_get_serial_sequence('widget', 'id'), (select max(id) from widget)) from widget limit 1`.execute(
    db,
  )
}
