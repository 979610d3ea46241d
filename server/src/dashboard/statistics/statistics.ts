import type { ReturnedUsers, StatisticPoint } from '@imbachat/protocol/http/statistics'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { countOpenSubjects } from '../../moderation/reports/same-subject.ts'
import type { Database } from '../../store/schema/schema.ts'
import { type Counters, createCounters, dayOf, weekOf } from './counters.ts'
import { readActive, readPoints, readReturned, readSign, readStoredBytes } from './read.ts'
import { storeCounted } from './store-counted.ts'

/** Milliseconds between two writes of a node's counts. */
const FLUSH_MS = 10_000
const DAY_MS = 24 * 3_600_000
const RETURN_WEEKS = 12

export interface Statistics {
  counters: Counters
  points(
    widget_id: number,
    asked: { from: number; to: number; by: 'hour' | 'day'; zone: string },
  ): Promise<StatisticPoint[]>
  /** number of users who came first in the last `RETURN_WEEKS` weeks */
  returned(widget_id: number): Promise<ReturnedUsers[]>
  /** bytes of all files that are kept */
  storedBytes(widget_id: number): Promise<number>
  /** Distinct users of today, of 7 and of 30 days, today included. */
  active(widget_id: number): Promise<{ today: number; week: number; month: number }>
  /** When the widget's script was last loaded, its first user came and its first message was sent. */
  sign(widget_id: number): Promise<{
    script_at: number | null
    script_origin: string | null
    user_at: number | null
    message_at: number | null
  }>
  reportsOpen(widget_id: number): Promise<number>
  close(): Promise<void>
}

/**
 * Counts per node; the store adds the counts of all nodes. A page of the dashboard shows the latest counts of its own
 * node.
 */
export function createStatistics({
  control,
  readDb,
  clock,
  log,
}: {
  control: Kysely<Database>
  readDb: Kysely<Database>
  clock: Clock
  log: Log
}): Statistics {
  const counters = createCounters()
  let running = Promise.resolve()
  let cancel = () => {}
  let closed = false

  function flush(): Promise<void> {
    // a write that failed must not keep the next one from trying
    running = running.catch(() => {}).then(() => storeCounted(control, counters, clock.now()))
    return running
  }

  function later(): void {
    if (closed) return
    cancel = clock.after(FLUSH_MS, () => {
      flush()
        .catch((error: unknown) => log.warn('storing statistics failed; the server will try again', { error }))
        .finally(later)
    })
  }
  later()

  /** Stores the counts. If that fails, the reader gets the numbers stored before. */
  async function freshen(): Promise<void> {
    await flush().catch((error: unknown) => log.warn('storing statistics failed', { error }))
  }

  return {
    counters,
    async points(widget_id, asked) {
      await freshen()
      return readPoints(readDb, widget_id, asked)
    },
    async returned(widget_id) {
      await freshen()
      return readReturned(readDb, widget_id, weekOf(clock.now()) - (RETURN_WEEKS - 1) * 7 * DAY_MS)
    },
    storedBytes: (widget_id) => readStoredBytes(readDb, widget_id),
    async active(widget_id) {
      await freshen()
      const today = dayOf(clock.now())
      const days = await readActive(readDb, widget_id, today - 29 * DAY_MS)
      const since = (first: number) => days.reduce((sum, { day, users }) => (day >= first ? sum + users : sum), 0)
      return { today: since(today), week: since(today - 6 * DAY_MS), month: since(0) }
    },
    async sign(widget_id) {
      await freshen()
      return readSign(readDb, widget_id)
    },
    reportsOpen: (widget_id) => countOpenSubjects(readDb, widget_id, { waitingAt: clock.now() }),
    async close() {
      closed = true
      cancel()
      await freshen()
    },
  }
}
