import type { UserCard } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'
import { expiringMap } from '../expiring-map.ts'
import type { ChatUser } from '../users/user.ts'
import { userCard } from '../users/user-card.ts'

/**
 * A message names its author by id only. In a room of thousands, every client would ask for the author's card. So
 * the server sends the card to all members before the message, unless it did so recently.
 */
export interface Introductions {
  /** The card to send before this user's message now, and marks it as sent; null: the same card was sent recently. */
  due(widget_id: number, room_id: number, user: ChatUser): UserCard | null
}

/** A sent card is not sent again for this long, milliseconds. A client that joins later asks for the cards it lacks. */
const HOLDS_MS = 5 * 60_000
const REMEMBERED = 100_000

export function createIntroductions(clock: Clock): Introductions {
  const introduced = expiringMap<string>(clock, REMEMBERED)
  /** A frequent sender comes as the same object: the directory caches it for some seconds. */
  const frequent = new WeakMap<ChatUser, Set<number>>()

  function isSent(widget_id: number, room_id: number, user_id: string, as: string): boolean {
    const key = `${widget_id}/${room_id}/${user_id}`
    if (introduced.get(key) === as) return true
    introduced.set(key, as, HOLDS_MS)
    return false
  }

  return {
    due(widget_id, room_id, user) {
      const rooms = frequent.get(user)
      if (rooms?.has(room_id)) return null
      if (rooms) rooms.add(room_id)
      else frequent.set(user, new Set([room_id]))
      const card = userCard(user)
      return isSent(widget_id, room_id, user.user_id, JSON.stringify(card)) ? null : card
    },
  }
}
