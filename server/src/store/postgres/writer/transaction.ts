import type { Kysely } from 'kysely'
import type { Limits } from '../../../config/limits.ts'
import { together } from '../../fair-queue/together.ts'
import type { Database } from '../../schema/schema.ts'
import { leaveEvents } from '../../writes/events/log-events.ts'
import { declarationOf, locksOf, type Operation } from '../../writes/index.ts'
import type { Session } from '../dialect.ts'
import { type Run, roundsOf } from './rounds.ts'
import { takeLocks } from './take-locks.ts'

/** The logs of widgets. */
export interface Logs {
  /** the widgets that have one */
  logged: ReadonlySet<number>
  /** hears whose log has events that wait for their numbers, after the commit */
  onWaiting(widget_id: number): void
}

/**
 * Runs all operations in one transaction: first the locks, then round after round. Statements that do not need an
 * earlier answer are sent without waiting for it: `begin`, the locks and the first round. An operation that comes alone
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
  limits: Limits,
  logs: Logs,
  beforeCommit: () => void,
): Promise<unknown[]> {
  const [only, more] = operations
  const alone = only && more === undefined ? declarationOf(only).alone : null
  if (only && alone) {
    const widget_id = declarationOf(only).queue(only.input)
    const logged = logs.logged.has(widget_id)
    beforeCommit()
    const output = await alone(db, only.input, logged)
    if (output !== null && logged) logs.onWaiting(widget_id)
    if (output !== null) return [output]
  }
  const [first = [], ...others] = roundsOf(operations)
  const outputs = new Array<unknown>(operations.length)
  try {
    await together(session.query('begin', []), takeLocks(db, locksOf(operations)), ...first.map(start))
    for (const round of others) await together(...round.map(start))
    const { waiting, left } = leaveEvents(db, operations, outputs, logs.logged)
    beforeCommit()
    const [, { command }] = await together(left, session.query('commit', []))
    if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back at the commit')
    waiting.forEach(logs.onWaiting)
    return outputs
  } catch (error) {
    // On a broken connection there is nothing to roll back; the first error is more useful.
    await session.query('rollback', []).catch(() => undefined)
    throw error
  }

  async function start({ write, places }: Run): Promise<void> {
    const answers = await write(
      db,
      places.map((place) => operations[place]?.input),
      limits,
    )
    places.forEach((place, index) => {
      outputs[place] = answers[index]
    })
  }
}
