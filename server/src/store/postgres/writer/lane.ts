import { Kysely } from 'kysely'
import type { Clock } from '../../../chat/clock.ts'
import type { Log } from '../../../chat/log.ts'
import type { Limits } from '../../../config/limits.ts'
import { messageOf } from '../../../error-message.ts'
import type { Database } from '../../schema/schema.ts'
import { declarationOf, type Operation } from '../../writes/index.ts'
import { connect, type StoreClient } from '../connections/connection.ts'
import { databaseAway, faultOf, toCallerError } from '../connections/faults.ts'
import { hostsOf } from '../connections/hosts.ts'
import { laneDialect, type Session, sessionOf } from '../dialect.ts'
import { type Logs, type Progress, runTransaction } from './transaction.ts'

export type Outcome = { ok: true; value: unknown } | { ok: false; error: Error }

/** One connection that commits one batch after another. */
export interface Lane {
  /** True if the last batch or the last attempt to connect failed because the database was unreachable. */
  away(): boolean
  /** The batch that PostgreSQL has not answered yet; null: no batch is running. */
  committing(): { since: number; client: StoreClient } | null
  /** @throws Error if the database is unreachable or does not promise durability */
  open(): Promise<void>
  /** Never rejects: each operation has its outcome. Call it again only after it resolves. */
  commit(operations: readonly Operation[]): Promise<Outcome[]>
  /** Tries once to connect. */
  reconnect(): Promise<void>
  close(): Promise<void>
}

/** A batch waits this long for an unreachable database, then its writes are refused; milliseconds. */
const PATIENCE_MS = 4_000
const RECONNECT_EVERY_MS = 200

/**
 * Lanes can't deadlock each other (see `Locks`), but a server administrator's own statements can deadlock with them.
 */
const MAX_TRIES_AGAIN = 5

interface LaneOptions {
  url: string
  clock: Clock
  log: Log
  limits: Limits
  logs: Logs
}

export function openLane({ url, clock, log, limits, logs }: LaneOptions): Lane {
  let connection: { client: StoreClient; session: Session } | undefined
  let isAway = false
  let since: number | null = null
  let progress: Progress = { committing: false, ended: false }
  // its commits there are lost from now on: the same writes go to the new primary
  const stopListening = hostsOf(url).onNewer(() => connection?.client.cut())
  const db = new Kysely<Database>({ dialect: laneDialect(session) })

  /**
   * The connection for a statement. Never opens a new one: half of a transaction would run on it.
   * @throws Error if the connection is gone, or the transaction has ended
   */
  function session(): Session {
    if (!connection) throw new Error('Connection terminated between two statements')
    if (progress.ended) throw new Error('a statement came behind the commit of its transaction')
    return connection.session
  }

  async function connected() {
    if (connection) return connection
    const client = await connect(url, 'write')
    connection = { client, session: collectingWrites(client) }
    const mine = connection
    client.once('end', () => {
      if (connection === mine) connection = undefined
    })
    if (isAway) log.info('the database is reachable again')
    isAway = false
    return connection
  }

  function drop(): void {
    void connection?.client.leave()
    connection = undefined
  }

  function goneAway(error: unknown): void {
    if (!isAway) log.error('the database is unreachable', { error })
    isAway = true
  }

  /** @param unknown an earlier try may have been stored */
  async function commit(operations: readonly Operation[], unknown = false): Promise<Outcome[]> {
    let until = clock.now() + PATIENCE_MS
    for (let triesAgain = 0; ; ) {
      progress = { committing: false, ended: false }
      try {
        if (!connection) await connected().catch((cause: unknown) => Promise.reject(new NotConnected(cause)))
        since = clock.now()
        const values = await runTransaction(db, session(), operations, limits, logs, progress)
        since = null
        if (connection?.client.skippedStandby) throw new NotReplicated()
        return values.map((value, index) => {
          const operation = operations[index]
          if (!unknown || !operation) return { ok: true, value }
          return { ok: true, value: declarationOf(operation).asFirstTry(value, operation.input) }
        })
      } catch (error) {
        since = null
        if (error instanceof NotReplicated) {
          log.error('the wait for the synchronous standby was cancelled: the same writes wait for it again')
          until = clock.now() + PATIENCE_MS
        }
        switch (error instanceof NotConnected || error instanceof NotReplicated ? 'lost' : faultOf(error)) {
          case 'lost':
            unknown ||= progress.committing
            drop()
            if (clock.now() >= until) {
              goneAway(error)
              return operations.map(() => ({ ok: false, error: databaseAway() }))
            }
            await new Promise<void>((resolve) => clock.after(RECONNECT_EVERY_MS, resolve))
            break
          case 'again':
            if (++triesAgain > MAX_TRIES_AGAIN) return operations.map(() => ({ ok: false, error: databaseAway() }))
            break
          case 'trouble':
            log.error('the database refuses writes', { error })
            return operations.map(() => ({ ok: false, error: databaseAway() }))
          case 'refused': {
            if (operations.length === 1) return [{ ok: false, error: toCallerError(error) }]
            // One of the operations can't be stored. Alone, it does not fail the others. Where the commit was not
            // answered with ROLLBACK, all of them may be stored.
            const isUnknown = unknown || progress.committing
            const outcomes: Outcome[] = []
            for (const operation of operations) outcomes.push(...(await commit([operation], isUnknown)))
            return outcomes
          }
        }
      }
    }
  }

  return {
    async open() {
      await connected()
    },
    away: () => isAway,
    committing: () => (since === null || !connection ? null : { since, client: connection.client }),
    commit: (operations) => commit(operations),
    async reconnect() {
      await connected().catch(goneAway)
    },
    async close() {
      stopListening()
      await connection?.client.leave()
      connection = undefined
    },
  }
}

function collectingWrites(client: StoreClient): Session {
  const session = sessionOf(client, () => undefined, false)
  return {
    ...session,
    query(sql, parameters) {
      client.collectWrites()
      return session.query(sql, parameters)
    },
  }
}

/** Any reason why the connection failed, including wrong settings of the database: no write was tried. */
class NotConnected extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause })
  }
}

/** The standby may lack this commit. The same writes, run again, wait for it again. */
class NotReplicated extends Error {
  constructor() {
    super('the wait for the synchronous standby was cancelled')
  }
}
