import { expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { startFeed } from './feed.ts'
import type { RoomChanges, SearchIndex } from './index-port.ts'

const LONG = 'a'.repeat(8_000)
const TEXTS = 60

test('SEARCH-12 one step of indexing has at most 100,000 characters, beside the last message, and all are indexed', async () => {
  const where = await dataDirWithTables()
  const store = await openStore({ ...where, clock: systemClock, log: silentLog })
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const { id: widget_id } = await store.control
    .insertInto('widget')
    .values(widget)
    .returning('id')
    .executeTakeFirstOrThrow()
  const rooms: number[] = []
  for (const pipe of ['a', 'b']) {
    const made = { widget_id, pipe, title: null, is_public: true, ownerId: 'ann', user_ids: [] }
    const { room_id } = await store.chat.makeRoom(made)
    rooms.push(room_id)
    await Promise.all(
      Array.from({ length: TEXTS }, (_, n) =>
        store.chat.appendMessage({
          widget_id,
          room_id,
          sender_id: 'ann',
          client_id: `${n}`,
          text: LONG,
          reply_to: null,
        }),
      ),
    )
  }
  const steps: number[] = []
  const revs = new Map<number, number>()
  const index: Pick<SearchIndex, 'revsOf' | 'put' | 'forget'> = {
    revsOf: async (wanted) => wanted.map(({ room_id }) => revs.get(room_id) ?? 0),
    async put(changes: readonly RoomChanges[]) {
      for (const { room_id, rev } of changes) revs.set(room_id, rev)
      const texts = changes.flatMap(({ messages }) => messages.map(({ text }) => text?.length ?? 0))
      steps.push(texts.reduce((sum, chars) => sum + chars, 0))
    },
    async forget() {},
  }
  const feed = startFeed(index as SearchIndex, store.readDb, silentLog, true)
  await until(() => rooms.every((room_id) => revs.get(room_id) === TEXTS))
  await feed.stop()
  await store.close()
  await where.remove()
  expect(Math.max(...steps)).toBeLessThanOrEqual(100_000 + LONG.length)
})

test('SEARCH-13 a search waits for the messages of its own widget, and for those of no other', async () => {
  const where = await dataDirWithTables()
  const store = await openStore({ ...where, clock: systemClock, log: silentLog })
  const rooms: [number, number][] = []
  for (const name of ['Shop', 'Club']) {
    const widget = { name, api_login: name, origins: '[]', settings: '{}', created_at: 1 }
    const { id: widget_id } = await store.control
      .insertInto('widget')
      .values(widget)
      .returning('id')
      .executeTakeFirstOrThrow()
    const made = { widget_id, pipe: 'a', title: null, is_public: true, ownerId: 'ann', user_ids: [] }
    const { room_id } = await store.chat.makeRoom(made)
    rooms.push([widget_id, room_id])
  }
  const [[shop, room], [club]] = rooms as [[number, number], [number, number]]
  const text = { widget_id: shop, room_id: room, sender_id: 'ann', client_id: '1', text: 'hi', reply_to: null }
  await store.chat.appendMessage(text)
  const put = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const index: Pick<SearchIndex, 'revsOf' | 'put' | 'forget'> = {
    revsOf: async (wanted) => wanted.map(() => 0),
    put() {
      begun.resolve()
      return put.promise
    },
    async forget() {},
  }
  const feed = startFeed(index as SearchIndex, store.readDb, silentLog, true)
  await begun.promise
  let stillWaits = true
  const own = feed.catchUp(shop).then(() => (stillWaits = false))
  // until all rooms are compared for the first time, any may have changes
  await until(() => Promise.race([feed.catchUp(club).then(() => true), Bun.sleep(10)]))
  expect(stillWaits).toBe(true)
  put.resolve()
  await own
  await feed.stop()
  await store.close()
  await where.remove()
})
