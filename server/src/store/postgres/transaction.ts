import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'
import { together } from '../together.ts'
import { declarationOf, locksOf, type Operation } from '../writes/index.ts'
import { runsOfOneKind } from '../writes/runs-of-one-kind.ts'
import type { Session } from './dialect.ts'
import { takeLocks } from './take-locks.ts'

/**
 * Runs all operations in one transaction: first the locks, then each run of one kind. Statements that do not need an
 * earlier answer are sent without waiting for it: `begin`, the locks and the first run. An operation that comes alone
 * may be one statement instead. Kysely's own transactions are not used: each one is a new object and loses what was
 * compiled for it.
 * @param db uses `session` alone
 * @param beforeCommit called when the commit begins: if the connection breaks after that, the outcome is unknown
 * @throws the error of the failed statement; nothing is stored then, unless the connection broke at the commit
 */
export async function runTransaction(
  db: Kysely<Database>,
  session: Session,
  operations: readonly Operation[],
  beforeCommit: () => void,
): Promise<unknown[]> {
  const [only, more] = operations
  const alone = only && more === undefined ? declarationOf(only).alone : null
  if (only && alone) {
    beforeCommit()
    const output = await alone(db, only.input)
    if (output !== null) return [output]
  }
  const [first = [], ...others] = runsOfOneKind(operations)
  try {
    const [, , outputs] = await together(
      session.query('begin', []),
      takeLocks(db, locksOf(operations)),
      runTogether(db, first),
    )
    for (const run of others) outputs.push(...(await runTogether(db, run)))
    beforeCommit()
    const { command } = await session.query('commit', [])
    if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back at the commit')
    return outputs
  } catch (error) {
    // On a broken connection there is nothing to roll back; the first error is more useful.
    await session.query('rollback', []).catch(() => undefined)
    throw error
  }
}

async function runTogether(db: Kysely<Database>, run: Operation[]): Promise<unknown[]> {
  const [first] = run
  if (!first) return []
  return declarationOf(first).run(
    db,
    run.map((operation) => operation.input),
  )
}
