import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Writer } from '../writer.ts'

/**
 * Kysely runs on this side, the writer's connection on the other: each statement is one operation in the writer's next
 * commit. Used for the owner's tables and better-auth, which write seldom. One statement is atomic, several are not, so
 * the dialect refuses transactions.
 */
export function controlDialect(writer: Writer): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ControlDriver(writer),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class ControlDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(writer: Writer) {
    this.#connection = {
      executeQuery: async <Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
        (await writer.write('control.statement', { sql, parameters })) as QueryResult<Row>,
      // biome-ignore lint/correctness/useYield: it only refuses
      streamQuery: async function* () {
        throw new Error('control reads whole results and does not stream')
      },
    }
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    throw new Error('control has no transactions: write one statement')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
