import type { UserCard } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'
import { expiringMap } from '../users/expiring-map.ts'

/**
 * A message names its author by id, and in a room of many thousands would ask who that is. So who speaks is introduced to all at once,
 * before his message, unless he was not long ago.
 */
export interface Introductions {
  /** Is this user to be introduced now? He is taken to have been, then. */
  due(widgetId: number, roomId: number, user: UserCard): boolean
}

/** Milliseconds for which an introduction holds: who came since knows nobody, and asks for whom he sees. */
const HOLDS_MS = 5 * 60_000
const REMEMBERED = 100_000

export function createIntroductions(clock: Clock): Introductions {
  const introduced = expiringMap<string>(clock, REMEMBERED)
  return {
    due(widgetId, roomId, user) {
      const key = `${widgetId}/${roomId}/${user.user_id}`
      const card = JSON.stringify(user)
      if (introduced.get(key) === card) return false
      introduced.set(key, card, HOLDS_MS)
      return true
    },
  }
}
