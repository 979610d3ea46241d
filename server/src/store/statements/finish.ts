import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import { together } from '../fair-queue/together.ts'
import type { Database } from '../schema/schema.ts'
import { runCompiled } from './run-compiled.ts'

/**
 * Runs the last statements of a write, one after the other. On PostgreSQL the commit may travel right behind them, so
 * the write sends nothing after it, and only reads the answers. It takes statements, not promises: they are sent at
 * once, so the commit overtakes none.
 */
export type Finish = <Rows extends readonly unknown[]>(
  ...statements: { [Index in keyof Rows]: Compilable<Rows[Index]> }
) => Promise<{ [Index in keyof Rows]: readonly Rows[Index][] }>

/** Sends the statements of a part of a larger write together; the write continues after them. */
export function sendAll(db: Kysely<Database>): Finish {
  return (...statements) => {
    // Compiled before the first is sent: a statement that can't be made leaves none behind.
    const compiled = statements.map((statement): CompiledQuery<unknown> => statement.compile())
    return together(...compiled.map((query) => runCompiled(db, query))) as never
  }
}
