import type { UserCard } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'
import { expiringMap } from '../users/expiring-map.ts'
import type { ChatUser } from '../users/user.ts'
import { userCard } from '../users/user-card.ts'

/**
 * A message names its author by id, and in a room of many thousands would ask who that is. So who speaks is introduced to all at once,
 * before his message, unless he was not long ago.
 */
export interface Introductions {
  /** The card by which this user is to be introduced now; null: he was, by the same one. He is taken to have been, then. */
  due(widgetId: number, roomId: number, user: ChatUser): UserCard | null
}

/** Milliseconds for which an introduction holds: who came since knows nobody, and asks for whom he sees. */
const HOLDS_MS = 5 * 60_000
const REMEMBERED = 100_000

export function createIntroductions(clock: Clock): Introductions {
  const introduced = expiringMap<{ user: ChatUser; as: string }>(clock, REMEMBERED)
  return {
    due(widgetId, roomId, user) {
      const key = `${widgetId}/${roomId}/${user.userId}`
      const before = introduced.get(key)
      // Who writes much comes as the same object: the directory remembers him for a while.
      if (before?.user === user) return null
      const card = userCard(user)
      const as = JSON.stringify(card)
      if (before?.as === as) return null
      introduced.set(key, { user, as }, HOLDS_MS)
      return card
    },
  }
}
