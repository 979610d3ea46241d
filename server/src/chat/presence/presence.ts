import type { Presence as PresenceView } from '@imbachat/protocol'
import type { Bus, BusEvent } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { ChatStore } from '../ports.ts'
import { onlineDigest } from './online-digest.ts'
import { createOnlineElsewhere, NODE_LIMITS } from './online-elsewhere.ts'

export interface Presence {
  /** The user has one more connection. */
  arrive(widgetId: number, userId: string): void
  /** The user has one connection less. */
  leave(widgetId: number, userId: string): void
  view(widgetId: number, userIds: readonly string[]): Promise<PresenceView[]>
  /** How many users have a connection, on all nodes. */
  online(widgetId: number): number
  /** Stores when the present users were last seen, as the server ends. If the store can't, it is logged. */
  close(): Promise<void>
}

const PRESENCE_LIMITS = {
  /** a reload or a change of network within this time is no absence, milliseconds */
  graceMs: 10_000,
  /** how long last-seen times are batched before they are stored, milliseconds */
  storeAfterMs: 2_000,
  /** users in one message to another node */
  listed: 1_000,
}

interface Here {
  widgetId: number
  userId: string
  sockets: number
  /** set while the user has no connection and the grace period runs */
  going: { since: number; cancel(): void } | null
}

const keyOf = (widgetId: number, userId: string) => `${widgetId}/${userId}`

/**
 * Whether a user is online is never stored; when they were last seen is, in batches. Nodes tell one another which
 * users come and go. Every few seconds each node reports that it is alive, with a digest by which the others notice a
 * lost event.
 */
export function createPresence({
  store,
  bus,
  clock,
  log,
  show,
}: {
  store: Pick<ChatStore, 'users' | 'setLastSeen'>
  bus: Bus
  clock: Clock
  log: Log
  /** a user came online or went offline, on whatever node */
  show(widgetId: number, presence: PresenceView): void
}): Presence {
  const here = new Map<string, Here>()
  /** widgets with users on this node, which the heartbeat names */
  const told = new Set<number>()
  const elsewhere = createOnlineElsewhere({
    bus,
    clock,
    changed(widgetId, userId, lastSeen) {
      if (!here.has(keyOf(widgetId, userId))) showIfLast(widgetId, userId, lastSeen)
    },
  })
  /** not stored yet; read before the store is */
  const seen = new Map<string, { widgetId: number; userId: string; at: number }>()
  let cancelStore: (() => void) | undefined

  function note(widgetId: number, userId: string, at: number): void {
    seen.set(keyOf(widgetId, userId), { widgetId, userId, at })
    cancelStore ??= clock.after(PRESENCE_LIMITS.storeAfterMs, () => void storeSeen().catch(unstored))
  }

  const unstored = (error: unknown) => log.warn('storing last seen failed', { error })

  async function storeSeen(): Promise<void> {
    cancelStore?.()
    cancelStore = undefined
    const storing = [...seen]
    if (storing.length === 0) return
    await store.setLastSeen(storing.map(([, row]) => row))
    for (const [key, row] of storing) if (seen.get(key) === row) seen.delete(key)
  }

  /** @param lastSeen null: the user came online */
  function showIfLast(widgetId: number, userId: string, lastSeen: number | null): void {
    if (lastSeen !== null && elsewhere.has(widgetId, userId)) return
    show(widgetId, { user_id: userId, online: lastSeen === null, last_seen: lastSeen })
  }

  const onlineHere = (widgetId: number) =>
    [...here.values()].flatMap((entry) => (entry.widgetId === widgetId ? [entry.userId] : []))

  function receive(event: BusEvent, from: string): void {
    if (from === bus.nodeId) return
    elsewhere.receive(event, from)
    if (event.t === 'who' && (event.nodeId === null || event.nodeId === bus.nodeId)) list(event.widgetId)
  }

  function list(widgetId: number): void {
    const userIds = onlineHere(widgetId)
    for (let start = 0; start === 0 || start < userIds.length; start += PRESENCE_LIMITS.listed) {
      const part = userIds.slice(start, start + PRESENCE_LIMITS.listed)
      bus.publish({ t: 'online', widgetId, userIds: part, first: start === 0 })
    }
  }

  function beat(): void {
    elsewhere.expire()
    const byWidget = Map.groupBy(here.values(), (entry) => entry.widgetId)
    for (const widgetId of told) {
      const entries = byWidget.get(widgetId) ?? []
      bus.publish({ t: 'alive', widgetId, digest: onlineDigest(entries.map((entry) => entry.userId)) })
      // The last report says that no users are left; after it there is nothing to report.
      if (entries.length === 0) told.delete(widgetId)
    }
    cancelBeat = clock.after(NODE_LIMITS.aliveMs, beat)
  }
  let cancelBeat = () => {}
  const unsubscribe = bus.subscribe(receive)
  if (bus.link() !== 'alone') beat()
  const unwatch = bus.onLink((link) => {
    if (link === 'joined') for (const widgetId of told) bus.publish({ t: 'who', widgetId, nodeId: null })
  })

  return {
    arrive(widgetId, userId) {
      const mine = here.get(keyOf(widgetId, userId))
      if (mine) {
        mine.sockets++
        mine.going?.cancel()
        mine.going = null
        return
      }
      here.set(keyOf(widgetId, userId), { widgetId, userId, sockets: 1, going: null })
      // Stored at once, so that after a crash no user seems to have been away since last week.
      note(widgetId, userId, clock.now())
      const known = elsewhere.has(widgetId, userId)
      // The first user of a widget on this node makes it ask the others for theirs.
      if (!told.has(widgetId)) bus.publish({ t: 'who', widgetId, nodeId: null })
      told.add(widgetId)
      bus.publish({ t: 'presence', widgetId, userId, online: true, lastSeen: null })
      if (!known) showIfLast(widgetId, userId, null)
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
        showIfLast(widgetId, userId, since)
      })
      known.going = { since, cancel }
    },
    async view(widgetId, userIds) {
      const stored = await store.users(widgetId, userIds)
      const lastSeen = new Map(stored.map((user) => [user.userId, user.lastSeenAt]))
      return userIds.map((userId) => {
        const key = keyOf(widgetId, userId)
        if (here.has(key) || elsewhere.has(widgetId, userId)) return { user_id: userId, online: true, last_seen: null }
        return { user_id: userId, online: false, last_seen: seen.get(key)?.at ?? lastSeen.get(userId) ?? null }
      })
    },
    online(widgetId) {
      // A node without users of the widget has not asked the others for theirs yet; the next look has them.
      if (!told.has(widgetId) && bus.link() !== 'alone') bus.publish({ t: 'who', widgetId, nodeId: null })
      return new Set([...onlineHere(widgetId), ...elsewhere.of(widgetId)]).size
    },
    async close() {
      // The others notice the silence. Until then this node's users have had time to reconnect to one of them.
      cancelBeat()
      unwatch()
      unsubscribe()
      for (const { widgetId, userId, going } of here.values()) {
        going?.cancel()
        note(widgetId, userId, going?.since ?? clock.now())
      }
      here.clear()
      await storeSeen().catch(unstored)
    },
  }
}
