import { type RawBuilder, sql } from 'kysely'

type ColumnType = 'integer' | 'bigint' | 'text'
type Value<T extends ColumnType> = T extends 'text' ? string : number
export type ValuesRow<Columns extends Record<string, ColumnType>> = { [C in keyof Columns]: Value<Columns[C]> }

/**
 * Rows made here, as a table that a statement can join: the body of `with name(columns) as (values …)`.
 * The first row says the types, since PostgreSQL would take bare parameters for text.
 */
export function valuesTable<Columns extends Record<string, ColumnType>>(
  columns: Columns,
  rows: readonly ValuesRow<Columns>[],
): RawBuilder<ValuesRow<Columns>> {
  const types = Object.entries(columns)
  const tuples = rows.map((row, index) => {
    const values = types.map(([column, type]) =>
      index === 0 ? sql`cast(${row[column]} as ${sql.raw(type)})` : sql`${row[column]}`,
    )
    return sql`(${sql.join(values)})`
  })
  return sql<ValuesRow<Columns>>`(values ${sql.join(tuples)})`
}

/** Databases limit a statement's parameters; this many rows of up to a dozen columns fit both. */
export const ROWS_PER_STATEMENT = 500

export function* chunks<T>(rows: readonly T[], size: number = ROWS_PER_STATEMENT): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}
