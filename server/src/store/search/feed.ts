import type { Kysely } from 'kysely'
import type { Log } from '../../chat/log.ts'
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
}

export interface Feed {
  /** Hints: these rooms changed. */
  changed(rooms: readonly (readonly [widget_id: number, room_id: number])[]): void
  /**
   * Indexes what it knows of the widget, if that is little. A search waits for no other widget's messages. A step that
   * fails is tried again later.
   */
  catchUp(widget_id: number): Promise<void>
  /** Runs `act` between two steps. */
  between<T>(act: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/**
 * Keeps the index up with the store, with pauses unless `atFullSpeed`: those leave the machine to the server. It reads
 * what changed after the `rev` that the index has, so a lost hint, a repeated one or a crash at any moment changes
 * nothing but the time.
 */
export function startFeed(index: SearchIndex, store: Kysely<Database>, log: Log, atFullSpeed: boolean): Feed {
  const waiting = new Map<string, readonly [number, number]>()
  let lastAct: Promise<unknown> = Promise.resolve()
  /** widgets of the step that runs now */
  let underWay: ReadonlySet<number> = new Set()
  /** any room may turn out to have changes */
  let comparing = true
  let stopped = false
  let wake = () => {}

  function between<T>(act: () => Promise<T>): Promise<T> {
    const result = lastAct.then(act)
    lastAct = result.catch(() => undefined)
    return result
  }

  function changed(rooms: readonly (readonly [number, number])[]): void {
    for (const room of rooms) waiting.set(room.join('/'), room)
    if (rooms.length > 0) wake()
  }

  async function step(rooms = [...waiting].slice(0, FEEDING.rooms)): Promise<void> {
    for (const [key] of rooms) waiting.delete(key)
    underWay = new Set(rooms.map(([, [widget_id]]) => widget_id))
    try {
      const pairs = rooms.map(([, [widget_id, room_id]]) => ({ widget_id, room_id }))
      const revs = await index.revsOf(pairs)
      const each = Math.max(1, Math.floor(FEEDING.messages / pairs.length))
      const found = await messagesSinceOfEach(
        store,
        pairs.map((pair, n) => ({ ...pair, rev: revs[n] ?? 0 })),
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
        if (messages.length === each || messages.length < all.length) changed([[widget_id, room_id]])
        const rev = messages.at(-1)?.rev
        if (rev !== undefined) changes.push({ widget_id, room_id, messages, rev })
      }
      if (changes.length > 0) await index.put(changes)
    } catch (error) {
      changed(rooms.map(([, room]) => room))
      throw error
    } finally {
      underWay = new Set()
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
        changed([...behind, ...ahead].map(({ widget_id, room_id }) => [widget_id, room_id]))
      })
      while (waiting.size > FEEDING.compared && !stopped) await pause(FEEDING.lookMs)
      await pause(1)
    }
  }

  async function feed(): Promise<void> {
    while (!stopped) {
      if (waiting.size === 0) await new Promise<void>((resolve) => (wake = resolve))
      while (waiting.size > 0 && !stopped) {
        const started = performance.now()
        try {
          await between(() => step())
        } catch (error) {
          log.error('messages could not be indexed for the search; the server will try again', { error })
          await pause(FEEDING.retryMs)
        }
        if (!atFullSpeed) await pause((performance.now() - started) * FEEDING.pauseRatio)
      }
    }
  }

  async function compareForever(): Promise<void> {
    while (!stopped) {
      comparing = true
      await compare().catch((error: unknown) => log.error('the search could not look for changed rooms', { error }))
      comparing = false
      await pause(FEEDING.compareEveryMs)
    }
  }

  const stopping = Promise.withResolvers<void>()
  const pause = (ms: number) => Promise.race([Bun.sleep(ms), stopping.promise])
  const running = Promise.all([feed(), compareForever()])

  return {
    changed,
    async catchUp(widget_id) {
      const own = () => [...waiting].filter(([, [ofWidget]]) => ofWidget === widget_id)
      if (!comparing && own().length === 0 && !underWay.has(widget_id)) return
      await between(async () => {
        const rooms = own()
        if (rooms.length > 0 && rooms.length <= FEEDING.rooms) await step(rooms)
      }).catch(() => undefined)
    },
    between,
    async stop() {
      stopped = true
      stopping.resolve()
      wake()
      await running
    },
  }
}

function roomsAfter(store: Kysely<Database>, after: RoomRev | null): Promise<RoomRev[]> {
  return store
    .selectFrom('room')
    .select(['widget_id as widget_id', 'id as room_id', 'last_rev as rev'])
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
