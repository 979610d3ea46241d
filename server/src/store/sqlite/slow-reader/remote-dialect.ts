import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely'
import { PlannedOnceCompiler } from '../query-compiler.ts'

export interface RemoteConnection {
  /** for errors */
  name: string
  run(sql: string, parameters: readonly unknown[]): Promise<QueryResult<unknown>>
  close(): Promise<void>
}

/**
 * Kysely runs on this side, SQLite's connection in another thread. One statement is atomic, several are not, so the
 * dialect refuses transactions.
 */
export function remoteDialect(connection: RemoteConnection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new RemoteDriver(connection),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new PlannedOnceCompiler(),
  }
}

class RemoteDriver implements Driver {
  readonly #remote: RemoteConnection
  readonly #connection: DatabaseConnection

  constructor(remote: RemoteConnection) {
    this.#remote = remote
    this.#connection = {
      executeQuery: async <Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
        (await remote.run(sql, parameters)) as QueryResult<Row>,
      // biome-ignore lint/correctness/useYield: it only refuses
      streamQuery: async function* () {
        throw new Error(`${remote.name} reads whole results and does not stream`)
      },
    }
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    throw new Error(`${this.#remote.name} has no transactions: write one statement`)
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  destroy(): Promise<void> {
    return this.#remote.close()
  }
}
