import type { Database as BunDatabase } from 'bun:sqlite'
import type { Kysely } from 'kysely'
import type { Limits } from '../../../config/limits.ts'
import type { Database } from '../../schema/schema.ts'
import { logEvents } from '../../writes/events/log-events.ts'
import { declarationOf, type Operation } from '../../writes/index.ts'
import { type StoredError, toStoredError } from './stored-error.ts'

export type Outcome = { ok: true; value: unknown } | { ok: false; error: StoredError }

/** `logged`: the widgets with a log; `withEvents`: those of them that got events. */
export interface Logs {
  logged: ReadonlySet<number>
  withEvents: Set<number>
}

/**
 * Runs all operations in one transaction with one fsync. Neighbours of one kind run together. If something throws, the
 * transaction is rolled back and runs again, with each kind in a savepoint. The operations of a kind that fails then
 * run one by one, so a failing operation does not affect the others. The first try has no savepoints, since each makes
 * SQLite copy the pages that change.
 * @throws the error that ended the whole transaction (lock, disk): nothing of it is stored
 */
export async function runBatch(
  db: BunDatabase,
  kysely: Kysely<Database>,
  operations: readonly Operation[],
  limits: Limits,
  logs: Logs,
): Promise<Outcome[]> {
  const runs = [...runsOfOneKind(operations)]
  db.run('begin immediate')
  try {
    let outcomes = await runUnlessItFails(db, kysely, runs, limits, logs)
    if (!outcomes) {
      db.run('rollback')
      db.run('begin immediate')
      outcomes = []
      for (const run of runs) outcomes.push(...(await runInSavepoint(db, kysely, run, limits, logs)))
    }
    db.run('commit')
    return outcomes
  } catch (error) {
    if (db.inTransaction) db.run('rollback')
    throw error
  }
}

/** @returns null: something failed, and the transaction has to be undone */
async function runUnlessItFails(
  db: BunDatabase,
  kysely: Kysely<Database>,
  runs: readonly Operation[][],
  limits: Limits,
  logs: Logs,
): Promise<Outcome[] | null> {
  const outcomes: Outcome[] = []
  try {
    for (const run of runs) {
      for (const value of await valuesOf(kysely, run, limits, logs)) outcomes.push({ ok: true, value })
    }
    return outcomes
  } catch (error) {
    // Some errors (disk full, I/O) end the whole transaction; then the batch can't continue.
    if (!db.inTransaction) throw error
    return null
  }
}

async function valuesOf(
  kysely: Kysely<Database>,
  run: readonly Operation[],
  limits: Limits,
  { logged, withEvents }: Logs,
): Promise<unknown[]> {
  const [first] = run
  if (!first) return []
  const inputs = run.map((operation) => operation.input)
  const values = await declarationOf(first).run(kysely, inputs, limits)
  if (logged.size > 0) for (const id of await logEvents(kysely, run, values, logged)) withEvents.add(id)
  return values
}

async function runInSavepoint(
  db: BunDatabase,
  kysely: Kysely<Database>,
  run: readonly Operation[],
  limits: Limits,
  logs: Logs,
): Promise<Outcome[]> {
  db.run('savepoint run')
  try {
    const values = await valuesOf(kysely, run, limits, logs)
    db.run('release run')
    return values.map((value) => ({ ok: true, value }))
  } catch (error) {
    if (!db.inTransaction) throw error
    db.run('rollback to run')
    db.run('release run')
    if (run.length === 1) return [{ ok: false, error: toStoredError(error) }]
    const outcomes: Outcome[] = []
    for (const operation of run) outcomes.push(...(await runInSavepoint(db, kysely, [operation], limits, logs)))
    return outcomes
  }
}

/** Joins neighbours of one name into runs, so that operations keep their order. */
function* runsOfOneKind(operations: readonly Operation[]): Generator<Operation[]> {
  let run: Operation[] = []
  for (const operation of operations) {
    if (run[0] && run[0].name !== operation.name) {
      yield run
      run = []
    }
    run.push(operation)
  }
  if (run.length > 0) yield run
}
