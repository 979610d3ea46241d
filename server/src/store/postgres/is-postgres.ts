import { PostgresAdapter, type QueryExecutorProvider } from 'kysely'

/** For the queries, shared by both databases, that must know which database runs them. */
export const isPostgres = (db: QueryExecutorProvider): boolean => db.getExecutor().adapter instanceof PostgresAdapter
