import type { Presence as PresenceView } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Bus, ChatStore } from '../ports.ts'

export interface Presence {
  /** One more socket of this user. */
  arrive(widgetId: number, userId: string): void
  /** One socket less. */
  leave(widgetId: number, userId: string): void
  view(widgetId: number, userIds: readonly string[]): Promise<PresenceView[]>
  /** Stores when those who are here were last seen, at the end of the server. */
  close(): Promise<void>
}

export const PRESENCE_LIMITS = {
  /** a reload or a change of network is no absence. Milliseconds */
  graceMs: 10_000,
  /** how long times of last sight are gathered before they are stored together. Milliseconds */
  storeAfterMs: 2_000,
}

interface Here {
  widgetId: number
  userId: string
  sockets: number
  /** set while nobody of him is here and the grace runs */
  going: { since: number; cancel(): void } | null
}

/** Who is online is never stored; when he was last seen is, coalesced. */
export function createPresence({
  store,
  bus,
  clock,
  log,
}: {
  store: Pick<ChatStore, 'users' | 'setLastSeen'>
  bus: Pick<Bus, 'publish'>
  clock: Clock
  log: Log
}): Presence {
  const here = new Map<string, Here>()
  /** not stored yet; looked at before the store */
  const seen = new Map<string, { widgetId: number; userId: string; at: number }>()
  let cancelStore: (() => void) | undefined

  const keyOf = (widgetId: number, userId: string) => `${widgetId}/${userId}`

  function note(widgetId: number, userId: string, at: number): void {
    seen.set(keyOf(widgetId, userId), { widgetId, userId, at })
    cancelStore ??= clock.after(PRESENCE_LIMITS.storeAfterMs, () => {
      storeSeen().catch((error: unknown) => log.warn('storing last seen failed', { error: String(error) }))
    })
  }

  async function storeSeen(): Promise<void> {
    cancelStore?.()
    cancelStore = undefined
    const storing = [...seen]
    if (storing.length === 0) return
    await store.setLastSeen(storing.map(([, row]) => row))
    for (const [key, row] of storing) if (seen.get(key) === row) seen.delete(key)
  }

  return {
    arrive(widgetId, userId) {
      const known = here.get(keyOf(widgetId, userId))
      if (known) {
        known.sockets++
        known.going?.cancel()
        known.going = null
        return
      }
      here.set(keyOf(widgetId, userId), { widgetId, userId, sockets: 1, going: null })
      // Stored at once, so that a crash makes nobody look away since last week.
      note(widgetId, userId, clock.now())
      bus.publish({ t: 'presence', widgetId, userId, online: true, lastSeen: null })
    },
    leave(widgetId, userId) {
      const key = keyOf(widgetId, userId)
      const known = here.get(key)
      if (!known) return
      known.sockets--
      if (known.sockets > 0) return
      const since = clock.now()
      note(widgetId, userId, since)
      const cancel = clock.after(PRESENCE_LIMITS.graceMs, () => {
        here.delete(key)
        bus.publish({ t: 'presence', widgetId, userId, online: false, lastSeen: since })
      })
      known.going = { since, cancel }
    },
    async view(widgetId, userIds) {
      const stored = await store.users(widgetId, userIds)
      const lastSeen = new Map(stored.map((user) => [user.userId, user.lastSeenAt]))
      return userIds.map((userId) => {
        const key = keyOf(widgetId, userId)
        if (here.has(key)) return { user_id: userId, online: true, last_seen: null }
        return { user_id: userId, online: false, last_seen: seen.get(key)?.at ?? lastSeen.get(userId) ?? null }
      })
    },
    async close() {
      for (const { widgetId, userId, going } of here.values()) {
        going?.cancel()
        note(widgetId, userId, going?.since ?? clock.now())
      }
      here.clear()
      await storeSeen()
    },
  }
}
