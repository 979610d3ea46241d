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

/** How long a sent card counts, milliseconds. A client that joined later knows no cards and asks for those it needs. */
const HOLDS_MS = 5 * 60_000
const REMEMBERED = 100_000

export function createIntroductions(clock: Clock): Introductions {
  const introduced = expiringMap<{ user: ChatUser; as: string }>(clock, REMEMBERED)
  return {
    due(widget_id, room_id, user) {
      const key = `${widget_id}/${room_id}/${user.user_id}`
      const before = introduced.get(key)
      // A frequent sender comes as the same object: the directory caches it for a while.
      if (before?.user === user) return null
      const card = userCard(user)
      const as = JSON.stringify(card)
      if (before?.as === as) return null
      introduced.set(key, { user, as }, HOLDS_MS)
      return card
    },
  }
}
