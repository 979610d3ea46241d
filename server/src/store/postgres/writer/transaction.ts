import type { Kysely } from 'kysely'
import type { QueryResult } from 'pg'
import type { Limits } from '../../../config/limits.ts'
import { together } from '../../fair-queue/together.ts'
import type { Database } from '../../schema/schema.ts'
import { type Finish, sendAll } from '../../statements/finish.ts'
import { leaveEvents, mayLeaveEvents, NO_EVENTS } from '../../writes/events/log-events.ts'
import { declarationOf, locksOf, type Operation } from '../../writes/index.ts'
import type { Session } from '../dialect.ts'
import { type Run, roundsOf } from './rounds.ts'
import { takeLocks } from './take-locks.ts'

/** The logs of widgets. */
export interface Logs {
  /** the widgets that have one */
  logged: ReadonlySet<number>
  /** called after the commit for each widget whose log has events that wait for their numbers */
  onWaiting(widget_id: number): void
}

/** The state of a transaction that its lane reads. */
export interface Progress {
  /** The commit has begun: if the connection breaks from now on, its outcome is unknown. */
  committing: boolean
  /** The commit was sent: a statement behind it would be stored alone, so it is refused. */
  ended: boolean
}

/**
 * Runs all operations in one transaction: first the locks, then round after round. Statements that do not need an
 * earlier answer are sent without waiting for it: `begin`, the locks and the first round. So is the commit, as soon as
 * each write of the last round has handed over its last statements: if one of these fails, PostgreSQL rolls back there.
 * An operation that comes alone may be one statement instead. Kysely's own transactions are not used: each one is a new
 * object and loses what was compiled for it.
 * @param db uses `session` alone
 * @throws the error of the failed statement; nothing is stored then, unless `progress.committing` is true
 */
export async function runTransaction(
  db: Kysely<Database>,
  session: Session,
  operations: readonly Operation[],
  limits: Limits,
  logs: Logs,
  progress: Progress,
): Promise<unknown[]> {
  const [only, more] = operations
  const alone = only && more === undefined ? declarationOf(only).alone : null
  if (only && alone) {
    const widget_id = declarationOf(only).queue(only.input)
    const logged = logs.logged.has(widget_id)
    progress.committing = true
    const output = await alone(db, only.input, logged)
    if (output !== null && logged) logs.onWaiting(widget_id)
    if (output !== null) return [output]
    progress.committing = false
  }
  const send = sendAll(db)
  const rounds = roundsOf(operations)
  const lastRound = rounds.at(-1) ?? []
  const outputs = new Array<unknown>(operations.length)
  // They are made from the answers, so the commit waits for these.
  const leaves = mayLeaveEvents(operations, logs.logged)
  let unfinished = lastRound.length
  let commit: Promise<QueryResult> | undefined
  try {
    const [first = [], ...others] = rounds
    await together(session.query('begin', []), takeLocks(db, locksOf(operations)), ...first.map(start))
    for (const round of others) await together(...round.map(start))
    const { waiting, left } = leaves ? leaveEvents(db, operations, outputs, logs.logged) : NO_EVENTS
    const [, { command }] = await together(left, commit ?? sendCommit())
    if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back at the commit')
    waiting.forEach(logs.onWaiting)
    return outputs
  } catch (error) {
    // The commit of a failed transaction is answered with ROLLBACK: then it is known that nothing is stored.
    const ended = await commit?.catch(() => undefined)
    if (ended?.command === 'ROLLBACK') progress.committing = false
    // a broken connection needs no rollback, and the first error is more useful
    await session.query('rollback', []).catch(() => undefined)
    throw error
  }

  async function start(run: Run): Promise<void> {
    const mayFinish = !leaves && lastRound.includes(run)
    let isFinished = !mayFinish
    const finish: Finish = (...statements) => {
      const answers: ReturnType<Finish> = send(...statements)
      finished()
      return answers as never
    }
    const inputs = run.places.map((place) => operations[place]?.input)
    const answers = await run.write(db, inputs, limits, mayFinish ? finish : undefined)
    run.places.forEach((place, index) => {
      outputs[place] = answers[index]
    })
    finished()

    function finished(): void {
      if (isFinished) return
      isFinished = true
      if (--unfinished === 0) void sendCommit()
    }
  }

  function sendCommit(): Promise<QueryResult> {
    progress.committing = true
    progress.ended = true
    commit = session.query('commit', [])
    // it may reject while the answers before it are awaited
    commit.catch(() => undefined)
    return commit
  }
}
