import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'
import { together } from '../together.ts'
import { declarationOf, locksOf, type Operation } from '../writes/index.ts'
import { runsOfOneKind } from '../writes/runs-of-one-kind.ts'
import type { Session } from './dialect.ts'
import { takeLocks } from './take-locks.ts'

/**
 * All operations in one transaction: locks, then each run of one kind. What does not need the answer of the statement before it is sent
 * without waiting for that, as `begin`, the locks and the first run are. Kysely's own transactions are new objects each time, and what was
 * compiled for one is lost with it.
 * @param db on `session` alone
 * @param beforeCommit from here on a connection that breaks leaves the outcome unknown
 * @throws whatever failed; then nothing of it is stored, unless the connection broke at the commit
 */
export async function runTransaction(
  db: Kysely<Database>,
  session: Session,
  operations: readonly Operation[],
  beforeCommit: () => void,
): Promise<unknown[]> {
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
    // On a broken connection there is nothing to roll back; the first error says more.
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
