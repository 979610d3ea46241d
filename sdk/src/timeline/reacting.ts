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
  pending(roomId: number): readonly OwnReaction[]
  /**
   * Adds the emoji or removes the user's own. Resolves when the server has stored it.
   * @throws ChatRequestError if the server refuses it
   */
  toggle(roomId: number, shown: Pick<TimelineState, 'messages' | 'reacting'>, seq: number, emoji: string): Promise<void>
  /** Adds the emoji (`on`) or removes the user's own, whatever is shown. @throws ChatRequestError as `toggle` */
  set(roomId: number, reaction: OwnReaction): Promise<void>
  /** The client is connected (again). */
  resume(): void
  close(): void
}

interface Change {
  roomId: number
  reaction: OwnReaction
  resolve(): void
  reject(error: unknown): void
}

export function createReactions(options: {
  userId: string | null
  clock: SdkClock
  request: Request
  /** waits for a connection that is being opened */
  requestWhenOnline: Request
  online(): boolean
  /** the room's pending reactions changed */
  changed(roomId: number): void
  /** the message in its current state on the server */
  received(roomId: number, message: Message): void
}): Reactions {
  const { userId, clock, request, online, changed, received } = options
  /** one per emoji on a message: the last choice wins */
  const changes = new Map<string, Change>()
  /** what was sent and is not answered yet: the next choice waits for it, so the order is that of the user's taps */
  const underWay = new Map<string, Change>()
  let failures = 0
  const retry = earliestTimer(clock, flush)

  /** Sends the last choice for an emoji on a message, and the next one if the user has changed their mind meanwhile. */
  async function send(key: string) {
    const change = changes.get(key)
    if (!change || underWay.has(key) || !online()) return
    underWay.set(key, change)
    const { roomId, reaction } = change
    try {
      const fields = { room_id: roomId, seq: reaction.seq, emoji: reaction.emoji }
      const { message } = await request(reaction.on ? 'reaction.add' : 'reaction.remove', fields)
      failures = 0
      received(roomId, message)
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
    changed(change.roomId)
    if (error === null) change.resolve()
    else change.reject(error)
  }

  function flush() {
    for (const key of changes.keys()) void send(key)
  }

  /** A message names only the first users of an emoji; the server knows whether the reader is among the others. */
  async function isMineUnnamed(roomId: number, message: Message, emoji: string): Promise<boolean> {
    const known = message.reactions?.find((reaction) => reaction.emoji === emoji)
    if (!known || known.count <= known.user_ids.length) return false
    const wanted = { room_id: roomId, seq: message.seq, emoji, limit: 1 }
    return (await options.requestWhenOnline('reactions.list', wanted)).mine
  }

  function set(roomId: number, reaction: OwnReaction): Promise<void> {
    const key = `${roomId}/${reaction.seq}/${reaction.emoji}`
    const before = changes.get(key)
    return new Promise((resolve, reject) => {
      changes.set(key, { roomId, reaction, resolve, reject })
      changed(roomId)
      // a choice that was not sent yet is not sent any more
      if (before !== underWay.get(key)) before?.resolve()
      void send(key)
    })
  }

  return {
    pending: (roomId) =>
      [...changes.values()].filter((change) => change.roomId === roomId).map(({ reaction }) => reaction),
    async toggle(roomId, { messages, reacting }, seq, emoji) {
      const message = messages.find((known) => known.seq === seq)
      if (!message) return
      const shown = shownReactions(message, userId, reacting).find((reaction) => reaction.emoji === emoji)
      await set(roomId, { seq, emoji, on: !(shown?.mine || (await isMineUnnamed(roomId, message, emoji))) })
    },
    set,
    resume: flush,
    close: retry.cancel,
  }
}
