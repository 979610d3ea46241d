import type { Kysely } from 'kysely'
import type { Log } from '../../chat/log.ts'
import type { FindMessages } from '../../chat/ports.ts'
import { messagesSinceOfEach } from '../reads/messages.ts'
import type { Database } from '../schema/schema.ts'
import type { RoomChanges, RoomRev, SearchIndex } from './index-port.ts'

const FEEDING = {
  /** messages that are indexed in one step, of at most this many rooms; a search waits for one step */
  messages: 500,
  rooms: 200,
  /** characters of them: without this, 500 long texts kept a search waiting for seconds */
  chars: 100_000,
  /** rooms compared with the index at once */
  compared: 500,
  /** milliseconds between two looks whether enough is indexed to compare further rooms */
  lookMs: 100,
  /** pauses three times as long as a step took: beside a server, indexing takes at most a quarter of one core */
  pauseRatio: 3,
  /** milliseconds between two looks at all rooms, for hints that were lost */
  compareEveryMs: 300_000,
  /** milliseconds until a failed step is tried again */
  retryMs: 5_000,
  /** milliseconds that one search indexes what its rooms lack, before it asks the client to come again */
  searchMs: 500,
  /** milliseconds after a search in which its widget counts as one that is searched */
  searchedMs: 3_600_000,
}

export interface Pace {
  /** milliseconds between two rounds of indexing */
  everyMs: number
  /** messages a second of this node: above, widgets that nobody searches wait */
  quietPerSecond: number
  /** true: without waiting for a round, and without the pauses that share the machine with a server */
  atFullSpeed: boolean
}

type Room = readonly [widget_id: number, room_id: number]

export interface Feed {
  /** Hints: these rooms changed, by so many messages. */
  changed(rooms: readonly Room[], messages?: number): void
  /**
   * Indexes the messages that the index lacks of the search's rooms. A search waits for no other widget's messages. A
   * step that fails is tried again later.
   * @returns false: indexing takes longer than a search may
   */
  catchUp(search: Pick<FindMessages, 'widget_id' | 'user_id' | 'room_id'>): Promise<boolean>
  /** Runs `act` between two steps. */
  between<T>(act: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/**
 * Keeps the index up with the store, a moment later and many messages at once. It reads what changed after the `rev`
 * that the index has, so a lost hint, a repeated one or a crash at any moment changes nothing but the time.
 */
export function startFeed(index: SearchIndex, store: Kysely<Database>, log: Log, pace: Pace): Feed {
  const waiting = createWaiting()
  /** rooms of widgets that another node was indexing: for the next round */
  const elsewhere: Room[] = []
  const searchedAt = new Map<number, number>()
  let lastAct: Promise<unknown> = Promise.resolve()
  let hinted = 0
  let countedFrom = performance.now()
  let quiet = true
  let stopped = false
  let wake = () => {}

  function between<T>(act: () => Promise<T>): Promise<T> {
    const result = lastAct.then(act)
    lastAct = result.catch(() => undefined)
    return result
  }

  /** While the node has much to do, widgets that nobody searches wait for a quieter time. */
  function due(): Room[] {
    const now = performance.now()
    if (now - countedFrom >= pace.everyMs) {
      quiet = (hinted * 1_000) / (now - countedFrom) <= pace.quietPerSecond
      hinted = 0
      countedFrom = now
      for (const [widget_id, at] of searchedAt) if (now - at > FEEDING.searchedMs) searchedAt.delete(widget_id)
    }
    return waiting.take(FEEDING.rooms, (widget_id) => quiet || pace.atFullSpeed || searchedAt.has(widget_id))
  }

  /** @param revs of the store, where they are known: a room whose last changes left no message has them, too */
  async function step(rooms: readonly Room[], wait: boolean, revs?: ReadonlyMap<number, number>): Promise<void> {
    try {
      await index.alone([...new Set(rooms.map(([widget_id]) => widget_id))], wait, async (writer, db, free) => {
        const pairs: { widget_id: number; room_id: number }[] = []
        for (const room of rooms) {
          const [widget_id, room_id] = room
          if (free.has(widget_id)) pairs.push({ widget_id, room_id })
          else elsewhere.push(room)
        }
        if (pairs.length === 0) return
        const known = await writer.revsOf(pairs)
        const each = Math.max(1, Math.floor(FEEDING.messages / pairs.length))
        const found = await messagesSinceOfEach(
          db,
          pairs.map((pair, n) => ({ ...pair, rev: known[n] ?? 0 })),
          each,
        )
        const changes: RoomChanges[] = []
        let chars = FEEDING.chars
        for (const [n, { widget_id, room_id }] of pairs.entries()) {
          const all = found[n] ?? []
          const messages = all.filter(({ text }) => {
            const fits = chars > 0
            chars -= text?.length ?? 0
            return fits
          })
          const more = messages.length === each || messages.length < all.length
          if (more) waiting.add([widget_id, room_id])
          const last = messages.at(-1)?.rev ?? known[n] ?? 0
          const rev = more ? last : Math.max(last, revs?.get(room_id) ?? 0)
          if (rev > (known[n] ?? 0)) changes.push({ widget_id, room_id, messages, rev })
        }
        if (changes.length > 0) await writer.put(changes)
      })
    } catch (error) {
      for (const room of rooms) waiting.add(room)
      throw error
    }
  }

  /** Goes through all rooms and finds those with changes that the index does not have. */
  async function compare(): Promise<void> {
    for (let after: RoomRev | null = null; !stopped; ) {
      const rooms: RoomRev[] = await roomsAfter(store, after)
      after = rooms.at(-1) ?? null
      if (after === null) return
      await between(async () => {
        const revs = await index.revsOf(rooms)
        const behind = rooms.filter(({ rev }, n) => rev > (revs[n] ?? 0))
        // The room was younger in a backup that came back without the server's knowing.
        const ahead = rooms.filter(({ rev }, n) => rev < (revs[n] ?? 0))
        for (const { widget_id, room_id } of ahead) await index.forget(widget_id, room_id)
        for (const { widget_id, room_id } of [...behind, ...ahead]) waiting.add([widget_id, room_id])
      })
      if (waiting.size() > 0) wake()
      while (waiting.size() > FEEDING.compared && !stopped) await pause(FEEDING.lookMs)
      await pause(1)
    }
  }

  async function feed(): Promise<void> {
    while (!stopped) {
      for (const room of elsewhere.splice(0)) waiting.add(room)
      for (let rooms = due(); rooms.length > 0 && !stopped; rooms = due()) {
        const started = performance.now()
        try {
          await between(() => step(rooms, false))
        } catch (error) {
          log.error('messages could not be indexed for the search; the server will try again', { error })
          await pause(FEEDING.retryMs)
        }
        if (!pace.atFullSpeed) await pause((performance.now() - started) * FEEDING.pauseRatio)
      }
      const woken = new Promise<void>((resolve) => (wake = resolve))
      if (!(pace.atFullSpeed && waiting.size() > 0)) await Promise.race([pause(pace.everyMs), woken])
    }
  }

  async function compareForever(): Promise<void> {
    while (!stopped) {
      await compare().catch((error: unknown) => log.error('the search could not look for changed rooms', { error }))
      await pause(FEEDING.compareEveryMs)
    }
  }

  const stopping = Promise.withResolvers<void>()
  const pause = (ms: number) => Promise.race([Bun.sleep(ms), stopping.promise])
  const running = Promise.all([feed(), compareForever()])

  return {
    changed(rooms, messages = rooms.length) {
      hinted += messages
      for (const room of rooms) waiting.add(room)
      if (pace.atFullSpeed && rooms.length > 0) wake()
    },
    async catchUp(search) {
      const { widget_id } = search
      searchedAt.set(widget_id, performance.now())
      const end = performance.now() + FEEDING.searchMs
      for (;;) {
        const { rooms, all } = await index.behind(search)
        const lacking: Room[] = rooms.map(({ room_id }) => [widget_id, room_id])
        // for a user of very many rooms, the hints name the changed ones
        if (!all) lacking.push(...waiting.of(widget_id, FEEDING.rooms))
        if (lacking.length === 0) return true
        if (performance.now() > end) {
          for (const room of lacking) waiting.add(room)
          wake()
          return false
        }
        const some = lacking.slice(0, FEEDING.rooms)
        const revs = new Map(rooms.map(({ room_id, rev }) => [room_id, rev]))
        for (const room of some) waiting.remove(room)
        try {
          await between(() => step(some, true, revs))
        } catch (error) {
          log.error('messages could not be indexed for a search; the server will try again', { error })
          return true
        }
      }
    },
    between,
    async stop() {
      stopped = true
      stopping.resolve()
      await running
    },
  }
}

/** Rooms with changes, by widget. Widgets take turns. */
function createWaiting() {
  const widgets = new Map<number, Set<number>>()
  let size = 0

  function remove([widget_id, room_id]: Room): void {
    const rooms = widgets.get(widget_id)
    if (!rooms?.delete(room_id)) return
    size--
    if (rooms.size === 0) widgets.delete(widget_id)
  }

  function of(widget_id: number, most: number): Room[] {
    return [...(widgets.get(widget_id) ?? [])].slice(0, most).map((room_id) => [widget_id, room_id])
  }

  return {
    size: () => size,
    of,
    remove,
    add([widget_id, room_id]: Room): void {
      const rooms = widgets.get(widget_id) ?? new Set()
      widgets.set(widget_id, rooms)
      if (!rooms.has(room_id)) size++
      rooms.add(room_id)
    },
    take(most: number, isDue: (widget_id: number) => boolean): Room[] {
      const taken: Room[] = []
      for (const [widget_id, rooms] of widgets) {
        if (taken.length === most) break
        if (!isDue(widget_id)) continue
        const some = of(widget_id, most - taken.length)
        for (const room of some) remove(room)
        taken.push(...some)
        // The rest of it comes after the other widgets.
        if (rooms.size > 0 && widgets.delete(widget_id)) widgets.set(widget_id, rooms)
      }
      return taken
    },
  }
}

function roomsAfter(store: Kysely<Database>, after: RoomRev | null): Promise<RoomRev[]> {
  return store
    .selectFrom('room')
    .select(['widget_id', 'id as room_id', 'last_rev as rev'])
    .where('last_rev', '>', 0)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('widget_id', 'id'), '>', tuple(after?.widget_id ?? 0, after?.room_id ?? 0)),
      ),
    )
    .orderBy('widget_id')
    .orderBy('id')
    .limit(FEEDING.compared)
    .execute()
}
