import type { CompiledQuery, QueryExecutorProvider } from 'kysely'
import { DirectSqliteAdapter } from './sqlite/dialect.ts'

/** Runs what was compiled before. On SQLite at once: Kysely's way to its one connection costs several times the statement. */
export async function runCompiled<Row>(db: QueryExecutorProvider, query: CompiledQuery<Row>): Promise<readonly Row[]> {
  const executor = db.getExecutor()
  if (executor.adapter instanceof DirectSqliteAdapter) return executor.adapter.run(query)
  return (await executor.executeQuery(query)).rows
}
