import { ChatError } from '@imbachat/protocol'
import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { Clock } from '../../chat/clock.ts'
import type { ChatStore, LoggedEvent } from '../../chat/ports.ts'
import type { Limits } from '../../config/limits.ts'

/** Events of other nodes are found by looking, so often while a reader waits. */
const LOOK_EVERY_MS = 1_000
/** Reads of a call that finds nothing but what it does not ask for; the next call goes on from there. */
const MOST_LOOKS = 10
/** Characters of an answer's events, but for a single one: many slow clients must not fill the memory. */
const MOST_CHARS = 1024 * 1024

interface EventsPage {
  /** the event after which it begins */
  after: number
  limit: number
  types: readonly EventType[] | undefined
  /** null: all of the widget */
  bot_id: string | null
  /** how long to wait if there is none */
  waitMs: number
}

export interface EventReader {
  /**
   * In order. A widget whose log has ended gets a new one. Where many events are of other types, an answer may have
   * none although there are more: the next one goes on from its `last_id`.
   * @throws ChatError invalid_field: the widget has no such event
   */
  read(
    widget_id: number,
    page: EventsPage,
    isEnding: () => boolean,
  ): Promise<{ events: LoggedEvent[]; last_id: number; first_id: number; newest: number }>
}

type Found = Awaited<ReturnType<ChatStore['eventsAfter']>>

/** The first ones that an answer may have; the next one goes on after them. */
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

export function createEventReader({
  store,
  onEvents,
  clock,
  limits,
}: {
  store: Pick<ChatStore, 'eventsAfter' | 'eventSpan' | 'keepEvents'>
  onEvents(listener: (widget_id: number) => void): () => void
  clock: Clock
  limits: Pick<Limits, 'EVENT_WAITS_PER_WIDGET'>
}): EventReader {
  const waiting = new Map<number, number>()

  /** `next` resolves with the next event of this node, or when it is time to look for those of others. */
  function listen(widget_id: number): { next: Promise<void>; stop(): void } {
    const { promise: next, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(LOOK_EVERY_MS, resolve)
    const unsubscribe = onEvents((changed) => {
      if (changed === widget_id) resolve()
    })
    return {
      next,
      stop() {
        cancel()
        unsubscribe()
      },
    }
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

  return {
    async read(widget_id, { waitMs, ...page }, isEnding) {
      await spanOf(widget_id, page.after)
      async function endOf(found: Found, after: number) {
        const { first_id, last_id } = await spanOf(widget_id, after)
        return { ...cut(found), first_id, newest: Math.max(last_id, found.last_id) }
      }
      const until = clock.now() + waitMs
      const others = waiting.get(widget_id) ?? 0
      // one reader too many is answered at once
      const mayWait = waitMs > 0 && others < limits.EVENT_WAITS_PER_WIDGET
      if (mayWait) waiting.set(widget_id, others + 1)
      try {
        for (let after = page.after, looks = 1; ; looks += 1) {
          // listens before it reads: an event in between is not missed
          const listening = mayWait ? listen(widget_id) : null
          try {
            const found = await store.eventsAfter(widget_id, { ...page, after })
            const isLeftOut = found.events.length === 0 && found.last_id > after
            if (isLeftOut && looks < MOST_LOOKS) {
              after = found.last_id
              // a read of SQLite needs no turn of the event loop
              await new Promise((resolve) => setImmediate(resolve))
            } else if (isLeftOut) return endOf(found, page.after)
            else if (listening === null || found.events.length > 0 || clock.now() >= until || isEnding()) {
              return endOf(found, page.after)
            } else {
              await listening.next
              looks = 0
            }
          } finally {
            listening?.stop()
          }
        }
      } finally {
        const left = (waiting.get(widget_id) ?? 0) - 1
        if (mayWait && left > 0) waiting.set(widget_id, left)
        else if (mayWait) waiting.delete(widget_id)
      }
    },
  }
}
