import { type CompiledQuery, type QueryCompiler, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { DirectAdapter } from '../statements/run-compiled.ts'
import type { RowByRowAdapter } from '../statements/write-rows.ts'
import { PlannedOnceCompiler } from './query-compiler.ts'

/** Kysely's SQLite dialect on a connection that callers may also use directly: see `runCompiled`. */
export function sqliteDialect(database: SqliteDatabase): SqliteDialect {
  return new DirectSqliteDialect(database)
}

class DirectSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    super({ database })
    this.#database = database
  }

  override createAdapter(): SqliteAdapter {
    return new DirectSqliteAdapter(this.#database)
  }

  override createQueryCompiler(): QueryCompiler {
    return new PlannedOnceCompiler()
  }
}

class DirectSqliteAdapter extends SqliteAdapter implements DirectAdapter, RowByRowAdapter {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    super()
    this.#database = database
  }

  /**
   * There is one connection, and its statement is complete when this returns, so it can only be part of the caller's
   * own transaction.
   */
  runDirectly<Row>({ sql, parameters }: CompiledQuery<Row>): readonly Row[] {
    const statement = this.#database.prepare(sql)
    if (statement.reader) return statement.all(parameters) as Row[]
    statement.run(parameters)
    return []
  }

  runEach(sql: string, rows: readonly (readonly unknown[])[]): number {
    const statement = this.#database.prepare(sql)
    let changed = 0
    for (const parameters of rows) changed += Number(statement.run(parameters).changes)
    return changed
  }
}
