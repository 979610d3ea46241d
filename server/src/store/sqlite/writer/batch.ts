import type { Database as BunDatabase } from 'bun:sqlite'
import type { Kysely } from 'kysely'
import type { Limits } from '../../../config/limits.ts'
import type { Database } from '../../schema/schema.ts'
import { declarationOf, type Operation } from '../../writes/index.ts'
import { type StoredError, toStoredError } from './stored-error.ts'

export type Outcome = { ok: true; value: unknown } | { ok: false; error: StoredError }

/**
 * Runs all operations in one transaction with one fsync. Neighbours of one kind run together. If a kind throws, its
 * savepoint undoes it and its operations run one by one, so that a failing operation does not affect the others.
 * @throws the error that ended the whole transaction (lock, disk): nothing of it is stored
 */
export async function runBatch(
  db: BunDatabase,
  kysely: Kysely<Database>,
  operations: readonly Operation[],
  limits: Limits,
): Promise<Outcome[]> {
  db.run('begin immediate')
  try {
    const outcomes: Outcome[] = []
    for (const run of runsOfOneKind(operations)) outcomes.push(...(await runTogether(db, kysely, run, limits)))
    db.run('commit')
    return outcomes
  } catch (error) {
    if (db.inTransaction) db.run('rollback')
    throw error
  }
}

async function runTogether(
  db: BunDatabase,
  kysely: Kysely<Database>,
  run: Operation[],
  limits: Limits,
): Promise<Outcome[]> {
  const first = run[0]
  if (!first) return []
  const { run: write } = declarationOf(first)
  db.run('savepoint run')
  try {
    const values = await write(
      kysely,
      run.map((operation) => operation.input),
      limits,
    )
    db.run('release run')
    return values.map((value) => ({ ok: true, value }))
  } catch (error) {
    // Some errors (disk full, I/O) end the whole transaction; then the batch can't continue.
    if (!db.inTransaction) throw error
    db.run('rollback to run')
    db.run('release run')
    if (run.length === 1) return [{ ok: false, error: toStoredError(error) }]
    const outcomes: Outcome[] = []
    for (const operation of run) outcomes.push(...(await runTogether(db, kysely, [operation], limits)))
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
