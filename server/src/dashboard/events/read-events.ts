import { ChatError } from '@imbachat/protocol'
import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { ChatStore, LoggedEvent } from '../../chat/ports.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database } from '../../store/schema/schema.ts'

/** Events of other nodes are found by one look for all waiting calls, at this interval. */
const LOOK_EVERY_MS = 1_000
/** A call reads at most this many pages without a matching event; the next call continues from there. */
const MOST_LOOKS = 10
/** Characters of an answer's events, but for a single one: many slow clients must not fill the memory. */
const MOST_CHARS = 1024 * 1024
/** Widgets of one statement. */
const WIDGETS = 500

interface EventsPage {
  /** the event after which it begins */
  after: number
  limit: number
  types: readonly EventType[] | undefined
  /** null: all of the widget */
  bot_id: string | null
  /** milliseconds to wait for the first event */
  waitMs: number
}

export interface EventReader {
  /**
   * In order. A widget whose log has ended gets a new one. Where many events are of other types, an answer may have
   * none although there are more: the next one goes on from its `last_id`.
   * @param ending `signal`: the caller is gone, and its place is free; `isDue`: a call that waits is answered now
   * @throws ChatError invalid_field: the widget has no such event
   */
  read(
    widget_id: number,
    page: EventsPage,
    ending: { signal: AbortSignal; isDue(): boolean },
  ): Promise<{ events: LoggedEvent[]; last_id: number; first_id: number; newest: number }>
}

type Found = Awaited<ReturnType<ChatStore['eventsAfter']>>

/** The first events, up to the maximum of an answer; the next call continues after them. */
function cut(found: Found): Found {
  let chars = 0
  const over = found.events.findIndex(({ data }, index) => {
    chars += JSON.stringify(data).length
    return index > 0 && chars > MOST_CHARS
  })
  const events = over === -1 ? found.events : found.events.slice(0, over)
  const last = events.at(-1)
  return over === -1 || last === undefined ? found : { events, last_id: last.id }
}

/** A call that waits for an event. */
interface Waiting {
  /** up to where it has looked */
  after: number
  isDue(): boolean
  wake(): void
}

export function createEventReader({
  store,
  readDb,
  onEvents,
  clock,
  log,
  limits,
}: {
  store: Pick<ChatStore, 'eventsAfter' | 'eventSpan' | 'keepEvents'>
  readDb: Kysely<Database>
  onEvents(listener: (widget_id: number) => void): () => void
  clock: Clock
  log: Log
  limits: Pick<Limits, 'EVENT_WAITS_PER_WIDGET'>
}): EventReader {
  const waiting = new Map<number, Set<Waiting>>()
  const toWake = new Set<Waiting>()
  let isLooking = false
  onEvents((widget_id) => {
    const ofWidget = waiting.get(widget_id)
    if (ofWidget) wake(ofWidget)
  })

  /** One after the other: a thousand answers at once would hold up the messages of all. */
  function wake(woken: Iterable<Waiting>): void {
    const isUnderWay = toWake.size > 0
    for (const one of woken) toWake.add(one)
    if (!isUnderWay && toWake.size > 0) setImmediate(wakeNext)
  }

  function wakeNext(): void {
    const [next] = toWake
    if (next === undefined) return
    toWake.delete(next)
    next.wake()
    if (toWake.size > 0) setImmediate(wakeNext)
  }

  /** Repeats while calls wait. */
  function lookLater(): void {
    if (isLooking || waiting.size === 0) return
    isLooking = true
    clock.after(LOOK_EVERY_MS, () => {
      look()
        .catch((error: unknown) => log.warn('looking for events failed; the server will try again', { error }))
        .finally(() => {
          isLooking = false
          lookLater()
        })
    })
  }

  async function look(): Promise<void> {
    const widgets = [...waiting.keys()]
    for (let from = 0; from < widgets.length; from += WIDGETS) {
      const heads = await readDb
        .selectFrom('event_head')
        .select(['widget_id', 'last_id'])
        .where('widget_id', 'in', widgets.slice(from, from + WIDGETS))
        .execute()
      for (const { widget_id, last_id } of heads) {
        wake([...(waiting.get(widget_id) ?? [])].filter((one) => one.after < last_id))
      }
    }
    for (const ofWidget of waiting.values()) wake([...ofWidget].filter((one) => one.isDue()))
  }

  async function spanOf(widget_id: number, after: number): Promise<{ first_id: number; last_id: number }> {
    const span = await store.eventSpan(widget_id)
    if (span === null) await store.keepEvents({ widget_id, keep: true })
    const { first_id, last_id } = span ?? { first_id: 1, last_id: 0 }
    if (after <= last_id) return { first_id, last_id }
    // a log that has ended and begun again counts from 1
    throw new ChatError('invalid_field', `after: there is no event ${after}, the newest is ${last_id}`, {
      field: 'after',
    })
  }

  /** Takes a place among those that wait; null: all are taken, and the call is answered at once. */
  function takePlace(widget_id: number, after: number, isDue: () => boolean) {
    const ofWidget = waiting.get(widget_id) ?? new Set()
    if (ofWidget.size >= limits.EVENT_WAITS_PER_WIDGET) return null
    let next = Promise.withResolvers<void>()
    const place: Waiting = { after, isDue, wake: () => next.resolve() }
    waiting.set(widget_id, ofWidget.add(place))
    lookLater()
    return {
      /** Called before a read, so that events which come during it are not missed. */
      listen() {
        next = Promise.withResolvers()
      },
      wake: place.wake,
      woken(from: number) {
        place.after = from
        return next.promise
      },
      leave() {
        toWake.delete(place)
        ofWidget.delete(place)
        if (ofWidget.size === 0) waiting.delete(widget_id)
      },
    }
  }

  return {
    async read(widget_id, { waitMs, ...page }, { signal, isDue }) {
      await spanOf(widget_id, page.after)
      async function endOf(found: Found, after: number) {
        const { first_id, last_id } = await spanOf(widget_id, after)
        return { ...cut(found), first_id, newest: Math.max(last_id, found.last_id) }
      }
      const place = waitMs > 0 ? takePlace(widget_id, page.after, isDue) : null
      let isLate = false
      const end = () => {
        isLate = true
        place?.wake()
      }
      const cancel = place ? clock.after(waitMs, end) : () => {}
      if (place) signal.addEventListener('abort', end)
      try {
        for (let after = page.after, looks = 1; ; looks += 1) {
          place?.listen()
          const found = await store.eventsAfter(widget_id, { ...page, after, pipes: true })
          const isLeftOut = found.events.length === 0 && found.last_id > after
          if (isLeftOut && looks < MOST_LOOKS) {
            after = found.last_id
            // a read of SQLite needs no turn of the event loop
            await new Promise((resolve) => setImmediate(resolve))
          } else if (isLeftOut) return endOf(found, page.after)
          else if (place === null || found.events.length > 0 || isLate || signal.aborted || isDue()) {
            return endOf(found, page.after)
          } else {
            await place.woken(after)
            looks = 0
          }
        }
      } finally {
        cancel()
        if (place) signal.removeEventListener('abort', end)
        place?.leave()
      }
    },
  }
}
