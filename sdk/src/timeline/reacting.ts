import type { Message } from '@imbachat/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Request } from '../connection/connection.ts'
import { earliestTimer } from '../earliest-timer.ts'
import { ChatRequestError } from '../request-error.ts'
import type { OwnReaction, SdkClock, TimelineState } from '../types.ts'
import { shownReactions } from './reactions.ts'

/**
 * The user's own reactions that the server has not confirmed yet. The client sends them again until the server answers.
 */
export interface Reactions {
  /** of the room */
  pending(room_id: number): readonly OwnReaction[]
  /**
   * Adds the emoji or removes the user's own. Resolves when the server has stored it.
   * @throws ChatRequestError if the server refuses it
   */
  toggle(
    room_id: number,
    shown: Pick<TimelineState, 'messages' | 'reacting'>,
    seq: number,
    emoji: string,
  ): Promise<void>
  /** Adds the emoji (`on`) or removes the user's own, whatever is shown. @throws ChatRequestError as `toggle` */
  set(room_id: number, reaction: OwnReaction): Promise<void>
  /** The client is connected (again). */
  resume(): void
  close(): void
}

interface Change {
  room_id: number
  reaction: OwnReaction
  resolve(): void
  reject(error: unknown): void
}

export function createReactions(options: {
  user_id: string | null
  clock: SdkClock
  request: Request
  /** waits for a connection that is being opened */
  requestWhenOnline: Request
  online(): boolean
  /** the room's pending reactions changed */
  changed(room_id: number): void
  /** the message in its current state on the server */
  received(room_id: number, message: Message): void
}): Reactions {
  const { user_id, clock, request, online, changed, received } = options
  /** one per emoji on a message: the last choice wins */
  const changes = new Map<string, Change>()
  /** requests without an answer yet: the next choice waits for them, so that the order is that of the user's taps */
  const underWay = new Map<string, Change>()
  let failures = 0
  const retry = earliestTimer(clock, flush)

  /** Sends the last choice for an emoji on a message, and the next one if the user has changed their mind meanwhile. */
  async function send(key: string) {
    const change = changes.get(key)
    if (!change || underWay.has(key) || !online()) return
    underWay.set(key, change)
    const { room_id, reaction } = change
    try {
      const fields = { room_id, seq: reaction.seq, emoji: reaction.emoji }
      const { message } = await request(reaction.on ? 'reaction.add' : 'reaction.remove', fields)
      failures = 0
      received(room_id, message)
      settle(key, change, null)
    } catch (error) {
      const isLast = changes.get(key) === change
      if (!isLast) change.resolve()
      else if (error instanceof ChatRequestError && error.retry) retryIn(error)
      else settle(key, change, error)
    } finally {
      underWay.delete(key)
    }
    if (changes.get(key) !== change) void send(key)
  }

  function retryIn(error: ChatRequestError) {
    // a new connection sends pending reactions by itself
    if (error.code === 'connection_lost') return
    retry.within(Math.max(backoffMs(failures++), error.retryAfterMs ?? 0))
  }

  function settle(key: string, change: Change, error: unknown) {
    if (changes.get(key) === change) changes.delete(key)
    changed(change.room_id)
    if (error === null) change.resolve()
    else change.reject(error)
  }

  function flush() {
    for (const key of changes.keys()) void send(key)
  }

  /** A message names only the first users of an emoji; the server knows whether the reader is among the others. */
  async function isMineUnnamed(room_id: number, message: Message, emoji: string): Promise<boolean> {
    const known = message.reactions?.find((reaction) => reaction.emoji === emoji)
    if (!known || known.count <= known.user_ids.length) return false
    const wanted = { room_id, seq: message.seq, emoji, limit: 1 }
    return (await options.requestWhenOnline('reactions.list', wanted)).mine
  }

  function set(room_id: number, reaction: OwnReaction): Promise<void> {
    const key = `${room_id}/${reaction.seq}/${reaction.emoji}`
    const before = changes.get(key)
    return new Promise((resolve, reject) => {
      changes.set(key, { room_id, reaction, resolve, reject })
      changed(room_id)
      // a choice that was not sent yet is not sent any more
      if (before !== underWay.get(key)) before?.resolve()
      void send(key)
    })
  }

  return {
    pending: (room_id) =>
      [...changes.values()].filter((change) => change.room_id === room_id).map(({ reaction }) => reaction),
    async toggle(room_id, { messages, reacting }, seq, emoji) {
      const message = messages.find((known) => known.seq === seq)
      if (!message) return
      const shown = shownReactions(message, user_id, reacting).find((reaction) => reaction.emoji === emoji)
      await set(room_id, { seq, emoji, on: !(shown?.mine || (await isMineUnnamed(room_id, message, emoji))) })
    },
    set,
    resume: flush,
    close: retry.cancel,
  }
}
