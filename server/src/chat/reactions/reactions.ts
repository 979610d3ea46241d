import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { ChatStore, ReactionChange, ReactionsOutcome } from '../ports.ts'

/**
 * Queues reactions for the store. The first reaction to a message is stored at once. Those that follow within
 * `WINDOW_MS` share one write and one `rev`, so that a crowd that reacts to one message does not use up the room's
 * revs.
 */
export interface Reactions {
  /** Resolves after the commit. @throws ChatError server_busy */
  change(message: MessageId, change: ReactionChange): Promise<{ outcome: ReactionsOutcome; place: number }>
  /** Stores the queue now. */
  flush(): Promise<void>
}

export interface MessageId {
  widget_id: number
  room_id: number
  seq: number
}

/** Milliseconds. */
const WINDOW_MS = 200

/** Changes in one write; the rest go into further writes. */
const MOST_TOGETHER = 500

interface Waiting {
  change: ReactionChange
  resolve(answer: { outcome: ReactionsOutcome; place: number }): void
  reject(error: unknown): void
}

interface Window {
  message: MessageId
  waiting: Waiting[]
  cancel(): void
}

export function createReactions({
  store,
  bus,
  clock,
}: {
  store: Pick<ChatStore, 'changeReactions'>
  bus: Pick<Bus, 'publish'>
  clock: Clock
}): Reactions {
  const windows = new Map<string, Window>()
  const underWay = new Set<Promise<void>>()

  async function commit(message: MessageId, together: readonly Waiting[]): Promise<void> {
    try {
      const changes = together.map(({ change }) => change)
      const outcome = await store.changeReactions({ ...message, changes })
      const { widget_id, room_id } = message
      if (outcome.changed && outcome.message)
        bus.publish({ t: 'message', widget_id, room_id, message: outcome.message })
      for (const [place, { resolve }] of together.entries()) resolve({ outcome, place })
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }

  function start(message: MessageId, together: readonly Waiting[]): void {
    const work = commit(message, together).finally(() => underWay.delete(work))
    underWay.add(work)
  }

  function open(key: string, message: MessageId): void {
    windows.set(key, { message, waiting: [], cancel: clock.after(WINDOW_MS, () => close(key)) })
  }

  /** Stores reactions that came in the meantime. If there were some, the message's next window begins right after. */
  function close(key: string): void {
    const window = windows.get(key)
    windows.delete(key)
    if (!window || window.waiting.length === 0) return
    const { message, waiting } = window
    for (let from = 0; from < waiting.length; from += MOST_TOGETHER)
      start(message, waiting.slice(from, from + MOST_TOGETHER))
    open(key, message)
  }

  return {
    change(message, change) {
      const { widget_id, room_id, seq } = message
      const key = `${widget_id}/${room_id}/${seq}`
      const { promise, resolve, reject } = Promise.withResolvers<{ outcome: ReactionsOutcome; place: number }>()
      const asked = { change, resolve, reject }
      const window = windows.get(key)
      if (window) window.waiting.push(asked)
      else {
        open(key, { widget_id, room_id, seq })
        start({ widget_id, room_id, seq }, [asked])
      }
      return promise
    },
    async flush() {
      // while some are stored, more may come
      while (windows.size > 0 || underWay.size > 0) {
        for (const [key, { cancel }] of windows) {
          cancel()
          close(key)
        }
        await Promise.all(underWay)
      }
    },
  }
}
