import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync } from 'node:fs'
import type { Entity } from '@imbachat/protocol'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type Clock, systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import type { FindMessages, MessageSearch } from '../../chat/ports.ts'
import { openStore, type Store } from '../index.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { openSearch, removeSearch } from './open-search.ts'
import { searchPath } from './sqlite-index.ts'

// The first test that needs PostgreSQL starts it, which takes a while on a busy machine.
setDefaultTimeout(60_000)

interface Where {
  dataDir: string
  databaseUrl?: string
  remove(): Promise<void> | void
}

const databases: [string, () => Promise<Where>][] = [
  ['SQLite', dataDirWithTables],
  [
    'PostgreSQL',
    async () => {
      const { url, remove } = await testPostgresWithTables()
      return { dataDir: '', databaseUrl: url, remove }
    },
  ],
]

/** Messages get times of the test's choice. */
let now = Date.UTC(2026, 0, 1)
const clock: Clock = { ...systemClock, now: () => now }

describe.each(databases)('the search on %s', (name, place) => {
  let where: Where
  let store: Store
  let search: MessageSearch
  let widgetId: number

  beforeEach(async () => {
    where = await place()
    store = await openStore({ ...where, clock, log: silentLog })
    search = await openSearch({ ...where, log: silentLog })
    widgetId = await makeWidget()
  })
  afterEach(async () => {
    await search.close()
    await store.close()
    await where.remove()
  })

  async function makeWidget(): Promise<number> {
    const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
    return (await store.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()).id
  }

  async function room(pipe: string, ...userIds: string[]): Promise<number> {
    const made = { widgetId, pipe, title: null, isPublic: true, ownerId: 'ann', userIds }
    return (await store.chat.makeRoom(made)).roomId
  }

  async function say(roomId: number, text: string, senderId = 'ann'): Promise<number> {
    now += 1_000
    const clientId = crypto.randomUUID()
    const outcome = await store.chat.appendMessage({ widgetId, roomId, senderId, clientId, text, replyTo: null })
    if (outcome.kind !== 'appended') throw new Error(outcome.kind)
    search.changed(widgetId, roomId)
    return outcome.message.seq
  }

  const find = (query: string, more: Partial<FindMessages> = {}) =>
    search.find({
      widgetId,
      userId: 'ann',
      query,
      roomId: null,
      fromUser: null,
      has: null,
      after: null,
      before: null,
      cursor: null,
      limit: 20,
      ...more,
    })

  const places = async (query: string, more: Partial<FindMessages> = {}) =>
    (await find(query, more)).found.map(({ roomId, seq }) => `${roomId}/${seq}`)

  /** As the server does first: otherwise the index, which looks at all rooms, finds them again. */
  const deleteMessages = (roomId: number) =>
    store.control.deleteFrom('message').where('widget_id', '=', widgetId).where('room_id', '=', roomId).execute()

  /** Waits until the index has everything that was said in the room before. */
  async function indexed(roomId: number): Promise<void> {
    const word = `z${crypto.randomUUID().replaceAll('-', '')}`
    await say(roomId, word)
    await until(async () => (await places(word)).length > 0, 'the message is indexed')
  }

  test('ROOMS-10 the words of a room that is deleted leave the index, and those of other rooms stay', async () => {
    const [doomed, kept] = [await room('doomed'), await room('kept')]
    for (const roomId of [doomed, kept]) await say(roomId, 'pineapple')
    for (const roomId of [doomed, kept]) await indexed(roomId)
    await deleteMessages(doomed)
    await search.erase(widgetId, doomed)
    expect(await places('pineapple')).toEqual([`${kept}/1`])
  })

  test('SEARCH-1 the search finds every form of a Russian or English word, ё as е, newest first', async () => {
    const roomId = await room('a')
    await say(roomId, 'Завтра привезу ЁЛКИ и новые игрушки')
    await say(roomId, 'An ёлка, two trees, and a Café')
    await say(roomId, 'nothing here')
    await indexed(roomId)
    expect(await places('елка')).toEqual([`${roomId}/2`, `${roomId}/1`])
    expect(await places('игрушка прилетит')).toEqual([])
    expect(await places('новая игрушка')).toEqual([`${roomId}/1`])
    expect(await places('tree')).toEqual([`${roomId}/2`])
    expect(await places('cafe')).toEqual([`${roomId}/2`])
    expect(await places('игру')).toEqual([`${roomId}/1`])
    expect(await places('👍 !!')).toEqual([])
  })

  test('SEARCH-1 a search finds what was sent a moment before it on this node', async () => {
    const roomId = await room('a')
    for (const word of ['first', 'second', 'third']) {
      const seq = await say(roomId, word)
      expect(await places(word)).toEqual([`${roomId}/${seq}`])
    }
  })

  test('SEARCH-1 the search finds characters that stand for several words, and fails at none', async () => {
    const roomId = await room('lobby')
    await say(roomId, 'peace \ufdfa and \u2488\u2489')
    const found = [`${roomId}/1`]
    await indexed(roomId)
    expect(await places('\u2474\u2475 nowhere')).toEqual([])
    expect(await places('\ufdfa')).toEqual(found)
    expect(await places('\u2488\u2489 peace')).toEqual(found)
  })

  test('SEARCH-2 the search says where the words stand in the text', async () => {
    const roomId = await room('a')
    await say(roomId, '🙂 Купил ёлку, вторую елку не взял')
    await indexed(roomId)
    const { found } = await find('елка куп')
    expect(found[0]?.ranges).toEqual([
      [3, 5],
      [9, 4],
      [22, 4],
    ])
  })

  test('SEARCH-3 the search finds only in rooms that the reader is in now', async () => {
    const [mine, other] = [await room('mine', 'bob'), await room('other', 'cat')]
    await say(mine, 'secret')
    await say(other, 'secret')
    await indexed(other)
    expect(await places('secret')).toEqual([`${other}/1`, `${mine}/1`])
    expect(await places('secret', { userId: 'bob' })).toEqual([`${mine}/1`])
    expect(await places('secret', { userId: 'bob', roomId: other })).toEqual([])
    expect(await places('secret', { userId: 'dan' })).toEqual([])
    const leave = { widgetId, roomId: mine, by: 'bob', siteAdmin: false, act: 'leave' as const, userIds: ['bob'] }
    await store.chat.changeMembers(leave)
    expect(await places('secret', { userId: 'bob' })).toEqual([])
    await store.control.updateTable('member').set({ cleared_seq: 1 }).where('user_id', '=', 'ann').execute()
    expect(await places('secret')).toEqual([])
    expect(await find('secret', { roomId: other })).toMatchObject({ found: [], count: 0 })
    const foreign = await makeWidget()
    expect(await places('secret', { widgetId: foreign })).toEqual([])
  })

  test('SEARCH-4 a deleted or edited message is not found by its old words, and is found by its new ones', async () => {
    const roomId = await room('a')
    const [gone, changed] = [await say(roomId, 'old words'), await say(roomId, 'old words')]
    await indexed(roomId)
    await store.chat.deleteMessage({ widgetId, roomId, seq: gone, senderId: 'ann' })
    await store.chat.editMessage({ widgetId, roomId, seq: changed, senderId: 'ann', text: 'new ones' })
    // At once, although the index does not know yet.
    expect(await places('words')).toEqual([])
    await indexed(roomId)
    expect(await places('words')).toEqual([])
    expect(await find('words', { roomId })).toMatchObject({ found: [], count: 0 })
    expect(await places('new')).toEqual([`${roomId}/${changed}`])
  })

  test('SEARCH-5 the search narrows by room, sender, links and time', async () => {
    const [a, b] = [await room('a', 'bob'), await room('b', 'bob')]
    await say(a, 'tea')
    const between = now + 500
    await say(a, 'tea at https://tea.example', 'bob')
    await say(b, 'tea', 'bob')
    const shop: Entity = { type: 'link', offset: 0, length: 3, url: 'https://tea.example/' }
    const linked = await say(b, 'tea', 'bob')
    await store.chat.editMessage({
      ...{ widgetId, roomId: b, seq: linked, senderId: 'bob', text: 'tea' },
      parts: { entities: [shop] },
    })
    await indexed(b)
    expect(await places('tea', { roomId: a })).toEqual([`${a}/2`, `${a}/1`])
    expect(await places('tea', { fromUser: 'bob' })).toEqual([`${b}/2`, `${b}/1`, `${a}/2`])
    expect(await places('tea', { has: 'link' })).toEqual([`${b}/2`, `${a}/2`])
    expect(await places('tea', { has: 'image' })).toEqual([])
    expect(await places('tea', { before: between })).toEqual([`${a}/1`])
    expect(await places('tea', { after: between, roomId: a })).toEqual([`${a}/2`])
  })

  test('SEARCH-6 pages have every message once, in order, and the first one of a room counts them', async () => {
    const rooms: number[] = []
    for (let n = 0; n < 60; n++) rooms.push(await room(`room ${n}`))
    for (const roomId of rooms) await say(roomId, 'hello there')
    await indexed(rooms[59] ?? 0)
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page = await find('hello', { limit: 7, cursor })
      expect(page.count).toBeNull()
      seen.push(...page.found.map(({ roomId }) => roomId))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toEqual(rooms.toReversed())
    const first = rooms[0] ?? 0
    for (let n = 0; n < 10; n++) await say(first, 'hello again')
    await indexed(first)
    const page = await find('hello', { roomId: first, limit: 3 })
    expect(page.count).toBe(11)
    expect(await find('hello', { roomId: first, limit: 3, cursor: page.next })).toMatchObject({ count: null })
    expect(await find('hello', { cursor: 'elsewhere' }).catch(({ code }) => code)).toBe('invalid_field')
  })

  test('SEARCH-7 the search catches up with what it missed, and can be built again from nothing', async () => {
    const roomId = await room('a')
    await search.close()
    await say(roomId, 'while it was away')
    search = await openSearch({ ...where, log: silentLog })
    await until(async () => (await places('away')).length > 0, 'the index has caught up')
    await search.close()
    await removeSearch(store, where)
    search = await openSearch({ ...where, log: silentLog })
    await until(async () => (await places('away')).length > 0, 'the index has caught up')
  })

  test('SEARCH-7 the search catches up with several rooms that each have more than one step takes', async () => {
    const rooms = [await room('a'), await room('b'), await room('c')]
    await search.close()
    const said = Array.from({ length: 170 }, (_, n) => `number${n}end`)
    await Promise.all(rooms.flatMap((roomId) => said.map((text) => say(roomId, text))))
    search = await openSearch({ ...where, log: silentLog })
    for (const roomId of rooms) await indexed(roomId)
    for (const text of said) expect(await places(text)).toHaveLength(rooms.length)
  })

  test('SEARCH-8 nothing of a deleted widget stays in the index', async () => {
    const roomId = await room('a')
    for (let n = 0; n < 600; n++) await say(roomId, `word${n} treasure`)
    await indexed(roomId)
    await store.control.deleteFrom('message').where('widget_id', '=', widgetId).execute()
    await search.erase(widgetId)
    expect(await places('treasure')).toEqual([])
    if (where.databaseUrl === undefined) {
      await search.close()
      const bytes = await Bun.file(searchPath(where.dataDir)).bytes()
      expect(Buffer.from(bytes).includes('treasur')).toBe(false)
    } else {
      expect(await store.readDb.selectFrom('message_search').selectAll().execute()).toEqual([])
      expect(await store.readDb.selectFrom('search_progress').selectAll().execute()).toEqual([])
    }
  })

  test('closing while the thread of the search is started again ends that thread, too', async () => {
    await search.close()
    const { threads, stop } = watchThreads()
    search = await openSearch({ ...where, log: silentLog, restartMs: 1 })
    threads[0]?.terminate()
    await until(async () => threads.length === 2, 'the thread is started again')
    const ended = new Promise((resolve) => threads[1]?.addEventListener('close', resolve))
    await search.close()
    await ended
    stop()
    await expect(places('hello')).rejects.toThrow('shutting down')
  })

  if (name === 'SQLite') {
    test('SEARCH-7 a damaged index file is built again', async () => {
      const roomId = await room('a')
      await say(roomId, 'hello')
      await indexed(roomId)
      await search.close()
      for (const side of ['-wal', '-shm']) rmSync(searchPath(where.dataDir) + side, { force: true })
      await Bun.write(searchPath(where.dataDir), 'this is no database'.repeat(1_000))
      search = await openSearch({ ...where, log: silentLog })
      await until(async () => (await places('hello')).length > 0, 'the index is built again')
    })
  }
})

/** The threads that are started from now on. */
function watchThreads() {
  const threads: Worker[] = []
  const { Worker } = globalThis
  globalThis.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given)
      threads.push(this)
    }
  }
  return {
    threads,
    stop() {
      globalThis.Worker = Worker
    },
  }
}
