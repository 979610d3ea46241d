import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../schema/schema.ts'
import { Place } from './prepared.ts'
import { changeRows, compiledOnce } from './row-statements.ts'
import type { Columns, Row } from './rows-form.ts'

type TableName = keyof Database & string
type ColumnOf<T extends TableName> = keyof Database[T] & string

/** The value of a given row's column, inside a statement. */
type Given<C extends Columns> = (column: keyof C & string) => RawBuilder<unknown>

/** @returns the number of changed rows of the table */
type WriteRows<C extends Columns> = (db: Kysely<Database>, rows: readonly Row<C>[]) => Promise<number>

/**
 * An adapter that runs one statement for each row. On SQLite this takes half the time of one statement that joins the
 * rows, which SQLite copies into a table of its own first.
 */
export interface RowByRowAdapter {
  /** @returns the number of changed rows of the table */
  runEach(statement: string, rows: readonly (readonly unknown[])[]): number
}

const isRowByRow = (adapter: object): adapter is RowByRowAdapter => 'runEach' in adapter

/** Inserts rows into a table whose columns have the same names. PostgreSQL: in one statement. */
export function rowInsert<T extends TableName, C extends Columns & Partial<Record<ColumnOf<T>, unknown>>>(
  table: T,
  columns: C,
): (db: Kysely<Database>, rows: readonly Row<C>[]) => Promise<unknown> {
  return writeRows(`insert ${table}`, columns, (given, isJoined) => {
    const names = Object.keys(columns)
    const into = sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})`
    const values = sql.join(names.map(given))
    return isJoined ? sql`${into} select ${values} from wanted` : sql`${into} values (${values})`
  })
}

/**
 * Updates one row of the table for each given one. PostgreSQL: in one statement.
 * @param columns of the given rows
 * @param key columns of the table, and the given columns that they equal
 * @param set new values of the table's columns
 */
export function rowUpdate<T extends TableName, C extends Columns>(
  table: T,
  columns: C,
  key: Partial<Record<ColumnOf<T>, keyof C & string>>,
  set: Partial<Record<ColumnOf<T>, (given: Given<C>) => RawBuilder<unknown>>>,
): WriteRows<C> {
  return writeRows(`update ${Object.keys(set).join(', ')} of ${table}`, columns, (given, isJoined) => {
    const values = Object.entries(set) as [string, (given: Given<C>) => RawBuilder<unknown>][]
    const changes = sql.join(values.map(([column, value]) => sql`${sql.ref(column)} = ${value(given)}`))
    const equals = Object.entries(key) as [string, keyof C & string][]
    const conditions = equals.map(([column, from]) => sql`${sql.ref(`${table}.${column}`)} = ${given(from)}`)
    const where = sql`where ${sql.join(conditions, sql` and `)}`
    const update = sql`update ${sql.table(table)} set ${changes}`
    return isJoined ? sql`${update} from wanted ${where}` : sql`${update} ${where}`
  })
}

/** @param statement for one row, or, if it `isJoined`, for those of the table `wanted` */
function writeRows<C extends Columns>(
  name: string,
  columns: C,
  statement: (given: Given<C>, isJoined: boolean) => RawBuilder<unknown>,
): WriteRows<C> {
  return async (db, rows) => {
    const { adapter }: { adapter: object } = db.getExecutor()
    if (isRowByRow(adapter)) {
      const { query, tail: order } = compiledOnce(db, name, () => {
        const compiled = statement((column) => sql`${new Place(column)}`, false).compile(db)
        return { query: compiled, tail: compiled.parameters.map((place) => (place as Place).name) }
      })
      return adapter.runEach(
        query.sql,
        rows.map((row) => order.map((column) => row[column as string])),
      )
    }
    return changeRows(db, name, columns, rows, (wanted) => {
      const names = sql.join(Object.keys(columns).map((column) => sql.ref(column)))
      const joined = statement((column) => sql.ref(`wanted.${column}`), true)
      return { compile: () => sql`with wanted(${names}) as ${wanted} ${joined}`.compile(db) }
    })
  }
}
