import { ChatError } from '@imbachat/protocol'
import type { OwnWork, Waiting } from '@imbachat/protocol/http/moderation/reports'
import type { Kysely } from 'kysely'
import type { BusEvent } from '../../chat/bus.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Limits } from '../../config/limits.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { countOpenSubjects, countOwnSubjects, MOST_COUNTED } from './same-subject.ts'

/** The number of reported messages and users, and of appeals, that the moderators of a widget have to decide. */
export interface WaitingWork {
  count(actor: DashboardPrincipal, widget_id: number): Promise<Waiting & OwnWork>
  /** Of one widget that the caller knows to be the reader's. */
  countOf(widget_id: number): Promise<Waiting>
  /**
   * @param send gets the counts at once, then after each change of the counts or of a report, such as another
   * moderator's claim; at most twice a second
   * @returns stop
   * @throws ChatError rate_limited: the widget has the maximum number of streams
   */
  watch(actor: DashboardPrincipal, widget_id: number, send: (waiting: Waiting) => void): Promise<() => void>
}

interface WaitingDeps {
  readDb: Kysely<Database>
  widgets: Pick<Widgets, 'get'>
  bus: ChatDeps['bus']
  clock: Clock
  log: Log
  limits: Limits
}

/** Milliseconds between two counts of one widget, and until one that no event asked for: events may be lost. */
const TURN_MS = 500
const IDLE_MS = 15_000

interface Watched {
  sends: Set<(waiting: Waiting) => void>
  last: Waiting | null
  /** a count is planned or under way; `changed`: something came since it began */
  busy: boolean
  changed: boolean
  cancel: () => void
}

export function createWaitingWork({ readDb, widgets, bus, clock, log, limits }: WaitingDeps): WaitingWork {
  const watched = new Map<number, Watched>()
  let unsubscribe: (() => void) | null = null

  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  async function countOf(widget_id: number): Promise<Waiting> {
    const appeals = readDb
      .selectFrom('appeal')
      .select('user_id')
      .where('widget_id', '=', widget_id)
      .where('closed_at', 'is', null)
      .limit(MOST_COUNTED)
      .execute()
    const [open, notes] = await Promise.all([countOpenSubjects(readDb, widget_id, { waitingAt: clock.now() }), appeals])
    return { open, appeals: notes.length }
  }

  function receive(event: BusEvent): void {
    if (event.t !== 'queue') return
    const one = watched.get(event.widget_id)
    if (!one) return
    one.changed = true
    if (!one.busy) countIn(event.widget_id, one, 0)
  }

  function countIn(widget_id: number, one: Watched, ms: number): void {
    one.cancel()
    one.busy = ms !== IDLE_MS
    one.cancel = clock.after(ms, () => void count(widget_id, one))
  }

  async function count(widget_id: number, one: Watched): Promise<void> {
    one.busy = true
    const changed = one.changed
    one.changed = false
    try {
      const waiting = await countOf(widget_id)
      const { last } = one
      one.last = waiting
      if (changed || waiting.open !== last?.open || waiting.appeals !== last.appeals) {
        for (const send of [...one.sends]) send(waiting)
      }
    } catch (error) {
      log.warn('what waits for moderators could not be counted', { error })
    }
    if (watched.get(widget_id) === one) countIn(widget_id, one, one.changed ? TURN_MS : IDLE_MS)
  }

  return {
    async count(actor, widget_id) {
      await mustBeInTeam(actor, widget_id)
      const now = clock.now()
      const [waiting, mine, snoozed] = await Promise.all([
        countOf(widget_id),
        countOwnSubjects(readDb, widget_id, { now, assigned_to: actor.account_id }),
        countOwnSubjects(readDb, widget_id, { now, assigned_to: null }),
      ])
      return { ...waiting, mine, snoozed }
    },
    countOf,
    async watch(actor, widget_id, send) {
      await mustBeInTeam(actor, widget_id)
      const one: Watched = watched.get(widget_id) ?? {
        sends: new Set(),
        last: null,
        busy: false,
        changed: false,
        cancel: () => {},
      }
      if (one.sends.size >= limits.QUEUE_STREAMS_PER_WIDGET) {
        throw new ChatError(
          'rate_limited',
          `At most ${limits.QUEUE_STREAMS_PER_WIDGET} dashboards follow the queue at the same time.`,
        )
      }
      one.sends.add(send)
      watched.set(widget_id, one)
      unsubscribe ??= bus.subscribe(receive)
      await bus.follow(widget_id)
      one.changed = true
      if (!one.busy) countIn(widget_id, one, 0)
      return () => {
        one.sends.delete(send)
        if (one.sends.size > 0) return
        one.cancel()
        watched.delete(widget_id)
        if (watched.size > 0) return
        unsubscribe?.()
        unsubscribe = null
      }
    },
  }
}
