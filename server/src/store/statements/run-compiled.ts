import type { CompiledQuery, QueryExecutorProvider } from 'kysely'

/**
 * The adapter of a database with one connection. Its statements may run as they are called, without waiting in Kysely
 * for a connection.
 */
export interface DirectAdapter {
  runDirectly<Row>(query: CompiledQuery<Row>): readonly Row[] | Promise<readonly Row[]>
  /**
   * The same for a statement that returns no rows.
   * @returns the number of changed rows; missing: see `RowByRowAdapter`
   */
  changeDirectly?(query: CompiledQuery): Promise<number>
}

/**
 * Runs a compiled query, at once if the adapter allows it: Kysely's way to a connection costs several times the
 * statement.
 */
export async function runCompiled<Row>(db: QueryExecutorProvider, query: CompiledQuery<Row>): Promise<readonly Row[]> {
  const executor = db.getExecutor()
  const adapter: object = executor.adapter
  if (isDirect(adapter)) return adapter.runDirectly(query)
  return (await executor.executeQuery(query)).rows
}

/** Runs a compiled statement that returns no rows. @returns the number of changed rows */
export async function runChange(db: QueryExecutorProvider, query: CompiledQuery): Promise<number> {
  const executor = db.getExecutor()
  const adapter: object = executor.adapter
  if (isDirect(adapter) && adapter.changeDirectly) return adapter.changeDirectly(query)
  return Number((await executor.executeQuery(query)).numAffectedRows ?? 0)
}

const isDirect = (adapter: object): adapter is DirectAdapter => 'runDirectly' in adapter
