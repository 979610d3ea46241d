import { type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'
import { type Operation, writes } from '../writes/index.ts'
import { runsOfOneKind } from '../writes/runs-of-one-kind.ts'
import type { Write } from '../writes/write.ts'
import { locksOf } from './placement.ts'
import { takeLocks } from './take-locks.ts'

/**
 * All operations in one transaction: locks, then each run of one kind. `db` has one connection. Kysely's own transactions are new
 * objects each time, and what was compiled for one is lost with it.
 * @param beforeCommit from here on a connection that breaks leaves the outcome unknown
 * @throws whatever failed; then nothing of it is stored, unless the connection broke at the commit
 */
export async function runTransaction(
  db: Kysely<Database>,
  operations: readonly Operation[],
  beforeCommit: () => void,
): Promise<unknown[]> {
  await sql`begin`.execute(db)
  try {
    await takeLocks(db, locksOf(operations))
    const outputs: unknown[] = []
    for (const run of runsOfOneKind(operations)) outputs.push(...(await runTogether(db, run)))
    beforeCommit()
    const { rows } = await sql<{ command: string }>`commit`.execute(db)
    if (rows[0]?.command !== 'COMMIT') throw new Error('PostgreSQL rolled back at the commit')
    return outputs
  } catch (error) {
    // On a broken connection there is nothing to roll back; the first error says more.
    await sql`rollback`.execute(db).catch(() => undefined)
    throw error
  }
}

async function runTogether(db: Kysely<Database>, run: Operation[]): Promise<unknown[]> {
  const [first] = run
  if (!first) return []
  // The name decides the type of the inputs; runs hold one name only.
  const write = writes[first.name] as unknown as Write<unknown, unknown>
  return write(
    db,
    run.map((operation) => operation.input),
  )
}
