import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import { Kysely, sql } from 'kysely'
import { until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { connect } from '../postgres/connections/connection.ts'
import { openPool } from '../postgres/connections/pool.ts'
import { postgresDialect } from '../postgres/dialect.ts'
import type { Database } from '../schema/schema.ts'
import type { Store } from '../store.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { startFeed } from './feed.ts'
import type { SearchIndex } from './index-port.ts'
import { openPostgresIndex } from './postgres-index.ts'

const PACE = { everyMs: 1_000, quietPerSecond: 50, atFullSpeed: true }

let database: Awaited<ReturnType<typeof testPostgresWithTables>>
let store: Store
let db: Kysely<Database>
let widget_id: number
beforeEach(async () => {
  database = await testPostgresWithTables()
  store = await openStore({ dataDir: '', databaseUrl: database.url, clock: systemClock, log: silentLog })
  db = new Kysely<Database>({ dialect: postgresDialect(openPool(database.url, 'search', 4)) })
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const made = await store.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  widget_id = made.id
})
afterEach(async () => {
  await db.destroy()
  await store.close()
  await database.remove()
})

async function room(pipe: string, ...user_ids: string[]): Promise<number> {
  const made = { widget_id, pipe, title: null, is_public: true, ownerId: 'ann', user_ids }
  return (await store.chat.makeRoom(made)).room_id
}

const say = (room_id: number, text: string) =>
  store.chat.appendMessage({
    ...{ widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), reply_to: null },
    text,
  })

const query = { user_id: 'ann', from_user: null, has: null, after: null, before: null, cursor: null }
const ofAnn = () => ({ ...query, widget_id, room_id: null })

test('SEARCH-6 however frequent a word and however large its rooms, the pages have every message once, newest first', async () => {
  const rooms = [await room('a', 'bob'), await room('b'), await room('c', 'bob')]
  for (let n = 0; n < 150; n++) {
    const room_id = rooms[n % 3] ?? 0
    // rare at first, frequent at last, and one that only old messages have
    await say(room_id, `all ${n % 10 === 0 ? 'some ' : ''}${n < 40 ? 'old ' : ''}${n === 70 ? 'once ' : ''}`)
  }
  // with `tiny`, a page of each room is more than `newest`; with `small`, it is less
  const tiny = { few: 0, newest: 20, newestTimes: 2, rare: 10, clocksApart: 0 }
  const small = { ...tiny, newest: 30, newestTimes: 4 }
  const feed = startFeed(openPostgresIndex(db), db, silentLog, PACE)
  await feed.catchUp(ofAnn())
  await feed.stop()

  async function pagesOf(index: SearchIndex, text: string, more: object): Promise<{ found: string[]; count: unknown }> {
    const found: string[] = []
    let count: number | null = null
    for (let cursor: string | null = ''; cursor !== null; ) {
      const asked = { ...ofAnn(), query: text, limit: 7, ...more, cursor: cursor || null }
      const page = await index.find(asked)
      if (cursor === '') count = page.count
      found.push(...page.found.map(({ room_id, seq }) => `${room_id}/${seq}`))
      cursor = page.next
    }
    return { found, count }
  }
  const [whole, byParts, byRooms] = [openPostgresIndex(db), openPostgresIndex(db, tiny), openPostgresIndex(db, small)]
  const counts: number[] = []
  for (const text of ['all', 'some', 'old', 'once', 'none', 'some all', 'all old', 'once all']) {
    for (const more of [{}, { user_id: 'bob' }, { room_id: rooms[0] }, { room_id: rooms[2], user_id: 'bob' }]) {
      const expected = await pagesOf(whole, text, more)
      expect(await pagesOf(byParts, text, more)).toEqual(expected)
      expect(await pagesOf(byRooms, text, more)).toEqual(expected)
      expect(new Set(expected.found).size).toBe(expected.found.length)
      counts.push(expected.found.length)
    }
  }
  const [some, old, once] = [
    [15, 10, 5, 5],
    [40, 27, 14, 13],
    [1, 0, 0, 0],
  ]
  expect(counts).toEqual([150, 100, 50, 50, some, old, once, 0, 0, 0, 0, some, old, once].flat() as number[])
  // the rooms and the index of words: the newest messages are not looked through for words that few messages have
  const asked = spyOn(db, 'executeQuery')
  await byParts.find({ ...ofAnn(), query: 'once all', limit: 7 })
  expect(asked).toHaveBeenCalledTimes(2)
  asked.mockRestore()
})

test('SEARCH-6 a message that a node with a late clock wrote has its place among the pages of a frequent word', async () => {
  const rooms = [await room('a'), await room('b')]
  for (let n = 0; n < 40; n++) {
    for (const room_id of rooms) await say(room_id, 'all')
  }
  // one a second, but message 20 of the second room is as new as its message 28
  await sql`update message set created_at = 1000000 + 1000 * seq`.execute(db)
  await sql`update message set created_at = 1028500 where room_id = ${rooms[1]} and seq = 20`.execute(db)
  const feed = startFeed(openPostgresIndex(db), db, silentLog, PACE)
  await feed.catchUp(ofAnn())
  await feed.stop()
  const pagesOf = async (index: SearchIndex): Promise<string[][]> => {
    const pages: string[][] = []
    for (let cursor: string | null = null; cursor !== null || pages.length === 0; ) {
      const page = await index.find({ ...ofAnn(), query: 'all', limit: 7, cursor })
      pages.push(page.found.map(({ room_id, seq }) => `${room_id}/${seq}`))
      cursor = page.next
    }
    return pages
  }
  // the newest 20 of each room are read first: message 20 is not among them
  const sizes = { few: 0, newest: 40, newestTimes: 2, rare: 10, clocksApart: 10_000 }
  expect(await pagesOf(openPostgresIndex(db, sizes))).toEqual(await pagesOf(openPostgresIndex(db)))
})

test('SEARCH-16 nodes that index the same widget at the same time index each message once', async () => {
  const rooms = [await room('a'), await room('b')]
  for (let n = 0; n < 60; n++) await say(rooms[n % 2] ?? 0, `message ${n}`)
  let indexed = 0
  const counting = (): SearchIndex => {
    const index = openPostgresIndex(db)
    return {
      ...index,
      alone: (widgetIds, wait, act) =>
        index.alone(widgetIds, wait, (writer, inside, free) => {
          const put: typeof writer.put = (changes) => {
            for (const { messages } of changes) indexed += messages.length
            return writer.put(changes)
          }
          return act({ ...writer, put }, inside, free)
        }),
    }
  }
  const nodes = [1, 2, 3].map(() => startFeed(counting(), db, silentLog, PACE))
  expect(await Promise.all(nodes.map((node) => node.catchUp(ofAnn())))).toEqual([true, true, true])
  for (const node of nodes) await node.stop()
  expect(indexed).toBe(60)
})

test('SEARCH-16 while a node indexes a widget another one goes on with other widgets, and a killed node frees its widget', async () => {
  const room_id = await room('a')
  await say(room_id, 'hello')
  const node = await connect(database.url, 'search')
  await node.query('begin')
  // as `alone` does
  await node.query(`select pg_advisory_xact_lock(${0x5ea2c4}, $1)`, [widget_id])
  const index = openPostgresIndex(db)
  const free = await index.alone([widget_id, widget_id + 1], false, async (_writer, inside, free) => {
    const { rows } = await sql<{ ends: string }>`
      select current_setting('idle_in_transaction_session_timeout') as ends`.execute(inside)
    return { free: [...free], ends: rows[0]?.ends }
  })
  expect(free).toEqual({ free: [widget_id + 1], ends: '10s' })
  node.cut()
  const freed = () => index.alone([widget_id], false, async (_writer, _db, free) => free.size === 1)
  await until(freed, 'the widget is free again')
})
