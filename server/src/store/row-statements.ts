import type { Compilable, CompiledQuery, Kysely, RawBuilder } from 'kysely'
import { arraysTable } from './postgres/arrays-table.ts'
import { isPostgres } from './postgres/is-postgres.ts'
import { runCompiled } from './run-compiled.ts'
import type { Database } from './schema.ts'
import { valuesTable } from './sqlite/values-table.ts'

export type ColumnType = 'integer' | 'bigint' | 'text'
export type Columns = Record<string, ColumnType>
type Value<T extends ColumnType> = (T extends 'text' ? string : number) | null

/** A row made here, column by column, for a statement to join or insert. */
export type Row<C extends Columns> = { [Name in keyof C]: Value<C[Name]> }

/** As the statement sees it: whoever joins by a column has put no null there. */
export type TableRow<C extends Columns> = { [Name in keyof C]: NonNullable<Value<C[Name]>> }

/** How a database takes many rows in one statement. */
export interface RowsForm {
  /** Sizes of the pieces in which `count` rows go; a statement is compiled once per size. */
  sizes(count: number): Iterable<number>
  /** What changes in the statement's text with the number of rows. */
  variant(count: number): string
  table<C extends Columns>(columns: C, rows: readonly Row<C>[]): RawBuilder<TableRow<C>>
  /** In the order in which `table` has them. */
  parameters<C extends Columns>(columns: C, rows: readonly Row<C>[]): unknown[]
}

/**
 * Runs one statement over many rows. `build` gets them as the body of `with wanted(columns) as …` and must use no other parameter
 * before it; the columns are in the order of `columns`.
 *
 * Building and compiling costs more than running, so it is done once, and the database keeps the statement prepared.
 */
export async function forRows<C extends Columns, Output>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<Output>,
): Promise<Output[]> {
  const form: RowsForm = isPostgres(db) ? arraysTable : valuesTable
  const found: Output[] = []
  let start = 0
  for (const size of form.sizes(rows.length)) {
    const piece = rows.slice(start, start + size)
    start += size
    const parameters = form.parameters(columns, piece)
    const { query, tail } = compiledOnce(db, `${name}/${form.variant(size)}`, () => {
      const compiled = build(form.table(columns, piece)).compile()
      return { query: compiled, tail: compiled.parameters.slice(parameters.length) }
    })
    for (const parameter of tail) parameters.push(parameter)
    for (const row of await runCompiled(db, { ...query, parameters } as CompiledQuery<Output>)) found.push(row)
  }
  return found
}

interface Compiled {
  query: CompiledQuery
  /** parameters after those of the rows: constants of the statement */
  tail: readonly unknown[]
}

const compiledOf = new WeakMap<Kysely<Database>, Map<string, Compiled>>()

function compiledOnce(db: Kysely<Database>, key: string, compile: () => Compiled): Compiled {
  const known = compiledOf.get(db) ?? new Map<string, Compiled>()
  compiledOf.set(db, known)
  const compiled = known.get(key) ?? compile()
  known.set(key, compiled)
  return compiled
}
