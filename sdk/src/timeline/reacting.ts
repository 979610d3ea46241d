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
  /** The client is connected (again). */
  resume(): void
  close(): void
}

interface Wish {
  roomId: number
  reaction: OwnReaction
  sending: boolean
  settled: PromiseWithResolvers<void>
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
  const wishes = new Map<string, Wish>()
  let failures = 0
  const retry = earliestTimer(clock, flush)

  async function send(key: string, wish: Wish) {
    if (wish.sending || !online()) return
    wish.sending = true
    const { roomId, reaction } = wish
    try {
      const fields = { room_id: roomId, seq: reaction.seq, emoji: reaction.emoji }
      const { message } = await request(reaction.on ? 'reaction.add' : 'reaction.remove', fields)
      failures = 0
      received(roomId, message)
      settle(key, wish, null)
    } catch (error) {
      wish.sending = false
      // the user has changed their mind meanwhile: send the later choice instead
      if (wishes.get(key) !== wish) return wish.settled.resolve()
      if (error instanceof ChatRequestError && error.retry) return retryIn(error)
      settle(key, wish, error)
    }
  }

  function retryIn(error: ChatRequestError) {
    // a new connection sends pending reactions by itself
    if (error.code === 'connection_lost') return
    retry.within(Math.max(backoffMs(failures++), error.retryAfterMs ?? 0))
  }

  function settle(key: string, wish: Wish, error: unknown) {
    if (wishes.get(key) === wish) wishes.delete(key)
    changed(wish.roomId)
    if (error === null) wish.settled.resolve()
    else wish.settled.reject(error)
  }

  function flush() {
    for (const [key, wish] of wishes) void send(key, wish)
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
    const before = wishes.get(key)
    const wish: Wish = { roomId, reaction, sending: false, settled: Promise.withResolvers() }
    wishes.set(key, wish)
    changed(roomId)
    // in the order of the user's taps
    if (before?.sending) before.settled.promise.then(noted, noted).then(() => send(key, wish), noted)
    else {
      before?.settled.resolve()
      void send(key, wish)
    }
    return wish.settled.promise
  }

  return {
    pending: (roomId) => [...wishes.values()].filter((wish) => wish.roomId === roomId).map(({ reaction }) => reaction),
    async toggle(roomId, { messages, reacting }, seq, emoji) {
      const message = messages.find((known) => known.seq === seq)
      if (!message) return
      const shown = shownReactions(message, userId, reacting).find((reaction) => reaction.emoji === emoji)
      await set(roomId, { seq, emoji, on: !(shown?.mine || (await isMineUnnamed(roomId, message, emoji))) })
    },
    resume: flush,
    close: retry.cancel,
  }
}

const noted = () => {}
