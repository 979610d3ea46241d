import type { Message, Reaction } from '@imbachat/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Request } from '../connection/connection.ts'
import { ChatRequestError } from '../request-error.ts'
import type { OwnReaction, SdkClock } from '../types.ts'

/**
 * The user's own reactions that the server has not confirmed yet. The client sends them again until the server answers.
 */
export interface Reactions {
  /** of the room */
  pending(roomId: number): readonly OwnReaction[]
  /** Resolves when the server has stored it. @throws ChatRequestError if the server refuses it */
  set(roomId: number, reaction: OwnReaction): Promise<void>
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
  clock: SdkClock
  request: Request
  online(): boolean
  /** the room's pending reactions changed */
  changed(roomId: number): void
  /** the message in its current state on the server */
  received(roomId: number, message: Message): void
}): Reactions {
  const { clock, request, online, changed, received } = options
  /** one per emoji on a message: the last choice wins */
  const wishes = new Map<string, Wish>()
  let failures = 0
  let cancelRetry = () => {}

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
    cancelRetry()
    cancelRetry = clock.after(Math.max(backoffMs(failures++), error.retryAfterMs ?? 0), flush)
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

  return {
    pending: (roomId) => [...wishes.values()].filter((wish) => wish.roomId === roomId).map(({ reaction }) => reaction),
    set(roomId, reaction) {
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
    },
    resume: flush,
    close: () => cancelRetry(),
  }
}

const noted = () => {}

/** A message's reactions as this user sees them: the server's, and the user's own pending ones on top. */
export function shownReactions(
  { seq, reactions = [] }: Message,
  userId: string | null,
  pending: readonly OwnReaction[],
): { emoji: string; count: number; mine: boolean }[] {
  const shown = reactions.map(({ emoji, count, user_ids }: Reaction) => ({
    emoji,
    count,
    mine: userId !== null && user_ids.includes(userId),
  }))
  for (const own of pending) {
    if (own.seq !== seq) continue
    const known = shown.find(({ emoji }) => emoji === own.emoji)
    if (!known) {
      if (own.on) shown.push({ emoji: own.emoji, count: 1, mine: true })
    } else if (known.mine !== own.on) {
      known.mine = own.on
      known.count += own.on ? 1 : -1
    }
  }
  return shown.filter(({ count }) => count > 0)
}
