import type { Clock } from '../../../chat/clock.ts'
import type { Log } from '../../../chat/log.ts'
import { connect, type StoreClient } from '../connections/connection.ts'
import { faultOf } from '../connections/faults.ts'
import { serverGone } from '../connections/server-gone.ts'
import type { Lane } from './lane.ts'

/** The watch asks PostgreSQL for the reason if a batch takes this long, and looks this often; milliseconds. */
const LONG_MS = 4_000
const LOOK_EVERY_MS = 1_000

const STANDBY_IS_MISSING =
  'PostgreSQL waits for its synchronous standby, so no message is acknowledged: start the standby, or take it ' +
  'out of synchronous_standby_names'

export interface CommitWatch {
  /** True if commits wait for a standby: another write would only wait, too. */
  standbyIsMissing(): boolean
  close(): void
}

/**
 * Watches batches that get no answer. If the server is gone, the batch runs again on a new connection. If the server
 * waits for its synchronous standby, the batch keeps waiting, because an ack would promise data that a failover could
 * lose.
 * @param refuse is called when commits begin to wait for a standby
 */
export function watchCommits({
  url,
  lanes,
  clock,
  log,
  refuse,
}: {
  url: string
  lanes: readonly Lane[]
  clock: Clock
  log: Log
  refuse: () => void
}): CommitWatch {
  /** When the lane's batch began, when PostgreSQL was asked about it, and whether it waits for a standby. */
  const slow = new Map<Lane, { since: number; asked_at: number; forStandby: boolean }>()
  const standbyIsMissing = () => slow.size > 0 && [...slow.values()].some(({ forStandby }) => forStandby)
  let looking = false
  let cancel = clock.after(LOOK_EVERY_MS, tick)

  function tick(): void {
    cancel = clock.after(LOOK_EVERY_MS, tick)
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => log.error('a slow commit could not be examined', { error }))
      .finally(() => {
        looking = false
      })
  }

  async function look(): Promise<void> {
    const wasMissing = standbyIsMissing()
    for (const [lane, { since }] of slow) if (lane.committing()?.since !== since) slow.delete(lane)
    if (wasMissing && !standbyIsMissing()) log.info('the synchronous standby of PostgreSQL confirms commits again')
    for (const lane of lanes) {
      const batch = lane.committing()
      if (batch && clock.now() - (slow.get(lane)?.asked_at ?? batch.since) >= LONG_MS) await examine(lane, batch)
    }
  }

  async function examine(lane: Lane, { since, client }: { since: number; client: StoreClient }): Promise<void> {
    const why = await reasonFor(client)
    // the batch may have been answered meanwhile
    if (lane.committing()?.client !== client || lane.committing()?.since !== since) return
    if (why === 'gone') {
      log.error('PostgreSQL does not answer on an open connection: the writes run again on a new one')
      client.cut()
      return serverGone(url, client.started)
    }
    const wasMissing = standbyIsMissing()
    slow.set(lane, { since, asked_at: clock.now(), forStandby: why === 'standby' })
    if (why !== 'standby') return
    if (!wasMissing) log.error(STANDBY_IS_MISSING)
    refuse()
  }

  async function reasonFor({ pid, started }: StoreClient): Promise<'working' | 'gone' | 'standby'> {
    let fresh: StoreClient | undefined
    try {
      fresh = await connect(url, 'read')
      if (fresh.started !== started) return 'gone'
      const { rows } = await fresh.query<{ wait: string | null }>(
        'select wait_event as wait from pg_stat_activity where pid = $1',
        [pid],
      )
      if (rows.length === 0) return 'gone'
      return rows[0]?.wait === 'SyncRep' ? 'standby' : 'working'
    } catch (error) {
      const full = error instanceof Error && 'code' in error && error.code === '53300'
      return faultOf(error) === 'lost' && !full ? 'gone' : 'working'
    } finally {
      await fresh?.leave()
    }
  }

  return { standbyIsMissing, close: () => cancel() }
}
