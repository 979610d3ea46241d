import type { Compilable, CompiledQuery, Kysely, RawBuilder } from 'kysely'
import { arraysTable } from '../postgres/arrays-table.ts'
import { isPostgres } from '../postgres/is-postgres.ts'
import type { Database } from '../schema/schema.ts'
import { valuesTable } from '../sqlite/values-table.ts'
import type { Columns, Row, RowsForm, TableRow } from './rows-form.ts'
import { runCompiled } from './run-compiled.ts'

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
    const { sql, query: node, queryId } = query
    const given = { sql, query: node, queryId, parameters } as CompiledQuery<Output>
    for (const row of await runCompiled(db, given)) found.push(row)
  }
  return found
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
