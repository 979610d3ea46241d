import { afterEach, beforeEach, expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import type { Store } from '../store.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { type Pace, startFeed } from './feed.ts'
import type { RoomChanges, SearchIndex } from './index-port.ts'

const LONG = 'a'.repeat(8_000)
const TEXTS = 60
const FULL_SPEED: Pace = { everyMs: 1_000, quietPerSecond: 50, atFullSpeed: true }

let where: Awaited<ReturnType<typeof dataDirWithTables>>
let store: Store
beforeEach(async () => {
  where = await dataDirWithTables()
  store = await openStore({ ...where, clock: systemClock, log: silentLog })
})
afterEach(async () => {
  await store.close()
  await where.remove()
})

async function makeWidget(name: string): Promise<number> {
  const widget = { name, api_login: name, origins: '[]', settings: '{}', created_at: 1 }
  return (await store.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()).id
}

async function makeRoom(widget_id: number, pipe: string): Promise<number> {
  const made = { widget_id, pipe, title: null, is_public: true, ownerId: 'ann', user_ids: [] }
  return (await store.chat.makeRoom(made)).room_id
}

const say = (widget_id: number, room_id: number, client_id: string, text: string) =>
  store.chat.appendMessage({ widget_id, room_id, sender_id: 'ann', client_id, text, reply_to: null })

/** An index that remembers up to which `rev` it has each room, and calls `put` for what it gets. */
function indexOf(put: (changes: readonly RoomChanges[]) => Promise<void> | void = () => {}) {
  const revs = new Map<string, number>()
  const writer: Pick<SearchIndex, 'revsOf' | 'put'> = {
    revsOf: async (rooms) => rooms.map(({ widget_id, room_id }) => revs.get(`${widget_id}/${room_id}`) ?? 0),
    async put(changes) {
      await put(changes)
      for (const { widget_id, room_id, rev } of changes) revs.set(`${widget_id}/${room_id}`, rev)
    },
  }
  const index: Omit<SearchIndex, 'find' | 'erase' | 'close'> = {
    ...writer,
    alone: (widgetIds, _wait, act) => act(writer, store.readDb, new Set(widgetIds)),
    async forget() {},
    async behind({ widget_id, room_id }) {
      const rooms = await store.readDb
        .selectFrom('room')
        .select(['id as room_id', 'last_rev as rev'])
        .where('widget_id', '=', widget_id)
        .$if(room_id !== null, (all) => all.where('id', '=', room_id ?? 0))
        .execute()
      const behind = rooms.filter((room) => room.rev > (revs.get(`${widget_id}/${room.room_id}`) ?? 0))
      return { rooms: behind.map((room) => ({ widget_id, ...room })), all: true }
    },
  }
  const revOf = (widget_id: number, room_id: number) => revs.get(`${widget_id}/${room_id}`)
  return { revOf, index: index as SearchIndex }
}

const ofAnn = (widget_id: number) => ({ widget_id, user_id: 'ann', room_id: null })

test('SEARCH-12 one step of indexing has at most 100,000 characters, beside the last message, and all are indexed', async () => {
  const widget_id = await makeWidget('Shop')
  const rooms = [await makeRoom(widget_id, 'a'), await makeRoom(widget_id, 'b')]
  for (const room_id of rooms) {
    await Promise.all(Array.from({ length: TEXTS }, (_, n) => say(widget_id, room_id, `${n}`, LONG)))
  }
  const steps: number[] = []
  const { revOf, index } = indexOf((changes) => {
    const texts = changes.flatMap(({ messages }) => messages.map(({ text }) => text?.length ?? 0))
    steps.push(texts.reduce((sum, chars) => sum + chars, 0))
  })
  const feed = startFeed(index, store.readDb, silentLog, FULL_SPEED)
  await until(() => rooms.every((room_id) => revOf(widget_id, room_id) === TEXTS))
  await feed.stop()
  expect(Math.max(...steps)).toBeLessThanOrEqual(100_000 + LONG.length)
})

test('SEARCH-13 a search waits for the messages of its own widget, and for those of no other', async () => {
  const [shop, club] = [await makeWidget('Shop'), await makeWidget('Club')]
  const room = await makeRoom(shop, 'a')
  await makeRoom(club, 'a')
  await say(shop, room, '1', 'hi')
  const put = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const { index } = indexOf(() => {
    begun.resolve()
    return put.promise
  })
  const feed = startFeed(index, store.readDb, silentLog, FULL_SPEED)
  await begun.promise
  let stillWaits = true
  const own = feed.catchUp(ofAnn(shop)).then(() => (stillWaits = false))
  expect(await feed.catchUp(ofAnn(club))).toBe(true)
  expect(stillWaits).toBe(true)
  put.resolve()
  await own
  await feed.stop()
})

test('SEARCH-14 above the quiet rate a widget is indexed when it is searched, and others wait for a quiet time', async () => {
  const [shop, club] = [await makeWidget('Shop'), await makeWidget('Club')]
  const [inShop, inClub] = [await makeRoom(shop, 'a'), await makeRoom(club, 'a')]
  let ofClub = 0
  const { revOf, index } = indexOf((changes) => {
    ofClub += changes.filter(({ widget_id }) => widget_id === club).length
  })
  const feed = startFeed(index, store.readDb, silentLog, { everyMs: 5, quietPerSecond: 50, atFullSpeed: false })
  // so many that it is not quiet either when the machine holds the timer up for some seconds
  const busy = setInterval(() => feed.changed([], 100_000), 1)
  await feed.catchUp(ofAnn(shop))
  for (let n = 1; n <= 20; n++) {
    await say(club, inClub, `${n}`, 'hi')
    feed.changed([[club, inClub]], 100)
    await say(shop, inShop, `${n}`, 'hi')
    feed.changed([[shop, inShop]], 100)
    await until(() => revOf(shop, inShop) === n, 'the widget that was searched is indexed')
  }
  const whileBusy = ofClub
  clearInterval(busy)
  await until(() => revOf(club, inClub) === 20, 'the other one is indexed when it is quiet')
  await feed.stop()
  // the first round comes before anything is counted
  expect(whileBusy).toBeLessThanOrEqual(1)
})

test('SEARCH-15 a room whose last changes left no message is up to date after one step', async () => {
  const widget_id = await makeWidget('Shop')
  const room_id = await makeRoom(widget_id, 'a')
  for (const n of ['1', '2']) await say(widget_id, room_id, n, 'hi')
  await store.control.deleteFrom('message').where('widget_id', '=', widget_id).where('seq', '=', 2).execute()
  const { revOf, index } = indexOf()
  const feed = startFeed(index, store.readDb, silentLog, FULL_SPEED)
  expect(await feed.catchUp(ofAnn(widget_id))).toBe(true)
  expect(revOf(widget_id, room_id)).toBe(2)
  await feed.stop()
})
