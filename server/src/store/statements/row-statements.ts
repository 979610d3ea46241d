import type { Compilable, CompiledQuery, Kysely, RawBuilder } from 'kysely'
import { arraysTable } from '../postgres/arrays-table.ts'
import { isPostgres } from '../postgres/is-postgres.ts'
import type { Database } from '../schema/schema.ts'
import { valuesTable } from '../sqlite/values-table.ts'
import type { Columns, Row, RowsForm, TableRow } from './rows-form.ts'
import { runChange, runCompiled } from './run-compiled.ts'

/**
 * Runs one statement over many rows. `build` gets the rows as the body of `with wanted(columns) as …` and must use no
 * other parameter before it. The columns have the order of `columns`.
 *
 * Building and compiling costs more than running, so it happens once, and the database keeps the statement prepared.
 */
export async function forRows<C extends Columns, Output>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<Output>,
): Promise<Output[]> {
  const found: Output[] = []
  for (const piece of pieces(db, name, columns, rows, build)) {
    for (const row of await runCompiled(db, piece)) found.push(row)
  }
  return found
}

/** The same as `forRows`, for a statement that returns no rows. @returns the number of changed rows */
export async function changeRows<C extends Columns>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<unknown>,
): Promise<number> {
  let changed = 0
  for (const piece of pieces(db, name, columns, rows, build)) changed += await runChange(db, piece)
  return changed
}

/** The statements of `forRows`, for `Finish`: one on PostgreSQL, but for thousands of rows. */
export function rowStatements<C extends Columns, Output>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<Output>,
): Compilable<Output>[] {
  return [...pieces(db, name, columns, rows, build)].map((query) => ({ compile: () => query }))
}

function* pieces<C extends Columns, Output>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<Output>,
): Generator<CompiledQuery<Output>> {
  const form: RowsForm = isPostgres(db) ? arraysTable : valuesTable
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
    const { sql, query: node, queryId } = query
    yield { sql, query: node, queryId, parameters } as CompiledQuery<Output>
  }
}

interface Compiled {
  query: CompiledQuery
  /** parameters after those of the rows: the statement's constants */
  tail: readonly unknown[]
}

const compiledOf = new WeakMap<Kysely<Database>, Map<string, Compiled>>()

export function compiledOnce(db: Kysely<Database>, key: string, compile: () => Compiled): Compiled {
  const known = compiledOf.get(db) ?? new Map<string, Compiled>()
  compiledOf.set(db, known)
  const compiled = known.get(key) ?? compile()
  known.set(key, compiled)
  return compiled
}
