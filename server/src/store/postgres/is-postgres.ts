import { PostgresAdapter, type QueryExecutorProvider } from 'kysely'

/** Where one set of queries has to know which database it talks to. */
export const isPostgres = (db: QueryExecutorProvider): boolean => db.getExecutor().adapter instanceof PostgresAdapter
