import type { Presence as PresenceView } from '@imbachat/protocol'
import type { Bus, BusEvent } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { ChatStore } from '../ports.ts'
import { onlineDigest } from './online-digest.ts'
import { createOnlineElsewhere, NODE_LIMITS } from './online-elsewhere.ts'

export interface Presence {
  /** The user has one more connection. */
  arrive(widget_id: number, user_id: string): void
  /** The user has one connection less. */
  leave(widget_id: number, user_id: string): void
  view(widget_id: number, user_ids: readonly string[]): Promise<PresenceView[]>
  /** Number of users with a connection, on all nodes. */
  online(widget_id: number): number
  /** Stores when the present users were last seen, as the server ends. If the store can't, it is logged. */
  close(): Promise<void>
}

const PRESENCE_LIMITS = {
  /** a reload or a change of network within this time does not count as absence, milliseconds */
  graceMs: 10_000,
  /** how long last-seen times are batched before they are stored, milliseconds */
  storeAfterMs: 2_000,
  /** users in one message to another node */
  listed: 1_000,
}

interface Here {
  widget_id: number
  user_id: string
  sockets: number
  /** set while the user has no connection and the grace period runs */
  going: { since: number; cancel(): void } | null
}

const keyOf = (widget_id: number, user_id: string) => `${widget_id}/${user_id}`

/**
 * Online state is never stored; the time when a user was last seen is, in batches. Nodes publish which users come and
 * go. Every few seconds each node reports that it is alive, with a digest by which the others notice a lost event.
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
  show(widget_id: number, presence: PresenceView): void
}): Presence {
  const here = new Map<string, Here>()
  /** widgets with users on this node, which the heartbeat names */
  const announced = new Set<number>()
  const elsewhere = createOnlineElsewhere({
    bus,
    clock,
    changed(widget_id, user_id, last_seen) {
      if (!here.has(keyOf(widget_id, user_id))) showIfLast(widget_id, user_id, last_seen)
    },
  })
  /** not stored yet; read before the store is */
  const seen = new Map<string, { widget_id: number; user_id: string; at: number }>()
  let cancelStore: (() => void) | undefined

  function note(widget_id: number, user_id: string, at: number): void {
    seen.set(keyOf(widget_id, user_id), { widget_id, user_id, at })
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

  /** @param last_seen null: the user came online */
  function showIfLast(widget_id: number, user_id: string, last_seen: number | null): void {
    if (last_seen !== null && elsewhere.has(widget_id, user_id)) return
    show(widget_id, { user_id, online: last_seen === null, last_seen })
  }

  const onlineHere = (widget_id: number) =>
    [...here.values()].flatMap((entry) => (entry.widget_id === widget_id ? [entry.user_id] : []))

  function receive(event: BusEvent, from: string): void {
    if (from === bus.node_id) return
    elsewhere.receive(event, from)
    if (event.t === 'who' && (event.node_id === null || event.node_id === bus.node_id)) list(event.widget_id)
  }

  function list(widget_id: number): void {
    const user_ids = onlineHere(widget_id)
    for (let start = 0; start === 0 || start < user_ids.length; start += PRESENCE_LIMITS.listed) {
      const part = user_ids.slice(start, start + PRESENCE_LIMITS.listed)
      bus.publish({ t: 'online', widget_id, user_ids: part, first: start === 0 })
    }
  }

  function beat(): void {
    elsewhere.expire()
    const byWidget = Map.groupBy(here.values(), (entry) => entry.widget_id)
    for (const widget_id of announced) {
      const entries = byWidget.get(widget_id) ?? []
      bus.publish({ t: 'alive', widget_id, digest: onlineDigest(entries.map((entry) => entry.user_id)) })
      // The last report has an empty list; after it there is nothing to report.
      if (entries.length === 0) announced.delete(widget_id)
    }
    cancelBeat = clock.after(NODE_LIMITS.aliveMs, beat)
  }
  let cancelBeat = () => {}
  const unsubscribe = bus.subscribe(receive)
  if (bus.link() !== 'alone') beat()
  const unwatch = bus.onLink((link) => {
    if (link === 'joined') for (const widget_id of announced) bus.publish({ t: 'who', widget_id, node_id: null })
  })

  return {
    arrive(widget_id, user_id) {
      const mine = here.get(keyOf(widget_id, user_id))
      if (mine) {
        mine.sockets++
        mine.going?.cancel()
        mine.going = null
        return
      }
      here.set(keyOf(widget_id, user_id), { widget_id, user_id, sockets: 1, going: null })
      // Stored at once, so that after a crash no user seems to have been away since last week.
      note(widget_id, user_id, clock.now())
      const known = elsewhere.has(widget_id, user_id)
      // The first user of a widget on this node makes it ask the others for theirs.
      if (!announced.has(widget_id)) bus.publish({ t: 'who', widget_id, node_id: null })
      announced.add(widget_id)
      bus.publish({ t: 'presence', widget_id, user_id, online: true, last_seen: null })
      if (!known) showIfLast(widget_id, user_id, null)
    },
    leave(widget_id, user_id) {
      const key = keyOf(widget_id, user_id)
      const known = here.get(key)
      if (!known) return
      known.sockets--
      if (known.sockets > 0) return
      const since = clock.now()
      note(widget_id, user_id, since)
      const cancel = clock.after(PRESENCE_LIMITS.graceMs, () => {
        here.delete(key)
        bus.publish({ t: 'presence', widget_id, user_id, online: false, last_seen: since })
        showIfLast(widget_id, user_id, since)
      })
      known.going = { since, cancel }
    },
    async view(widget_id, user_ids) {
      const stored = await store.users(widget_id, user_ids)
      const last_seen = new Map(stored.map((user) => [user.user_id, user.last_seen_at]))
      return user_ids.map((user_id) => {
        const key = keyOf(widget_id, user_id)
        if (here.has(key) || elsewhere.has(widget_id, user_id)) return { user_id, online: true, last_seen: null }
        return { user_id, online: false, last_seen: seen.get(key)?.at ?? last_seen.get(user_id) ?? null }
      })
    },
    online(widget_id) {
      // A node without users of the widget has not asked the others for theirs yet; the next look has them.
      if (!announced.has(widget_id) && bus.link() !== 'alone') bus.publish({ t: 'who', widget_id, node_id: null })
      return new Set([...onlineHere(widget_id), ...elsewhere.of(widget_id)]).size
    },
    async close() {
      // The others notice the silence. Until then this node's users have had time to reconnect to one of them.
      cancelBeat()
      unwatch()
      unsubscribe()
      for (const { widget_id, user_id, going } of here.values()) {
        going?.cancel()
        note(widget_id, user_id, going?.since ?? clock.now())
      }
      here.clear()
      await storeSeen().catch(unstored)
    },
  }
}
