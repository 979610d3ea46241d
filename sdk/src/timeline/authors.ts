import type { Message } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { ChatRequestError } from '../request-error.ts'
import type { Rooms } from '../rooms/room-list.ts'
import type { Users } from '../rooms/users.ts'
import type { SdkClock } from '../types.ts'

/** Milliseconds in which a `users` event may still bring the author's card. */
const GATHER = 100
/** Users that a message names. */
const namedIn = ({ sender_id, system, entities = [], card, call }: Message) => [
  // messages of the site have no sender
  ...(sender_id === '' ? [] : [sender_id]),
  ...(system?.user_ids ?? []),
  ...entities.flatMap(({ user_id }) => user_id ?? []),
  ...(card?.pressed ? [card.pressed.user_id] : []),
  ...(call?.members ?? []),
]

/** Ids in one request. */
const MOST_IDS = 100

export interface Authors {
  /** Reports new messages whose authors' cards are needed; `now` if no event will bring the cards. */
  wanted(room_id: number, messages: readonly Message[], now?: boolean): void
  /** The same for users of the room that something else names. */
  need(room_id: number, user_ids: readonly string[], now?: boolean): void
  close(): void
}

/**
 * Loads the authors of the shown messages: messages name their authors by id, and no client has all cards of a large
 * room.
 */
export function createAuthors(options: { clock: SdkClock; request: Request; rooms: Rooms; users: Users }): Authors {
  const { clock, request, rooms, users } = options
  const known = (user_id: string) => users.get(user_id) !== undefined
  const waiting = new Map<number, Set<string>>()
  /** ids per room that were requested before, answered or not */
  const asked = new Set<string>()
  let cancel: (() => void) | null = null

  function ask() {
    cancel?.()
    cancel = null
    for (const [room_id, ids] of waiting) {
      const unknown = [...ids].filter((id) => !known(id))
      for (let from = 0; from < unknown.length; from += MOST_IDS)
        void fetch(room_id, unknown.slice(from, from + MOST_IDS))
    }
    waiting.clear()
  }

  async function fetch(room_id: number, ids: string[]) {
    for (const id of ids) asked.add(`${room_id} ${id}`)
    try {
      users.learn((await request('users.get', { room_id, user_ids: ids })).users)
    } catch (error) {
      if (!(error instanceof ChatRequestError)) throw error
      // the author's next messages request it again
      for (const id of ids) asked.delete(`${room_id} ${id}`)
    }
  }

  function need(room_id: number, user_ids: readonly string[], now = false): void {
    // in a dialog both users are known; a room that is not loaded yet may be any
    if (rooms.get(room_id)?.peer) return
    for (const id of user_ids) {
      if (known(id) || asked.has(`${room_id} ${id}`)) continue
      const ids = waiting.get(room_id) ?? new Set()
      waiting.set(room_id, ids.add(id))
    }
    if (waiting.size === 0) return
    if (now) ask()
    else cancel ??= clock.after(GATHER, ask)
  }

  return {
    wanted: (room_id, messages, now) => need(room_id, messages.flatMap(namedIn), now),
    need,
    close: () => cancel?.(),
  }
}
