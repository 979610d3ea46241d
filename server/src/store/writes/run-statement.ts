import { CompiledQuery, type QueryResult } from 'kysely'
import { oneByOne } from './write.ts'

/** Runs a statement that `control` compiled on the main thread. */
export const runStatement = oneByOne<{ sql: string; parameters: readonly unknown[] }, QueryResult<unknown>>(
  (db, { sql, parameters }) => db.executeQuery(CompiledQuery.raw(sql, [...parameters])),
)
