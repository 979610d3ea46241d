import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, rmSync } from 'node:fs'
import type { Entity } from '@imbachat/protocol'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type Clock, systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import type { FindMessages, MessageSearch } from '../../chat/ports.ts'
import { openStore } from '../index.ts'
import type { Store } from '../store.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { openSearch, removeSearch, searchWhenNeeded } from './open-search.ts'
import { searchPath } from './sqlite-index.ts'

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
  let widget_id: number

  beforeEach(async () => {
    where = await place()
    store = await openStore({ ...where, clock, log: silentLog })
    search = await openSearch({ ...where, log: silentLog })
    widget_id = await makeWidget()
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

  async function room(pipe: string, ...user_ids: string[]): Promise<number> {
    const made = { widget_id, pipe, title: null, is_public: true, ownerId: 'ann', user_ids }
    return (await store.chat.makeRoom(made)).room_id
  }

  async function say(room_id: number, text: string, sender_id = 'ann'): Promise<number> {
    now += 1_000
    const client_id = crypto.randomUUID()
    const outcome = await store.chat.appendMessage({ widget_id, room_id, sender_id, client_id, text, reply_to: null })
    if (outcome.kind !== 'appended') throw new Error(outcome.kind)
    search.changed(widget_id, room_id)
    return outcome.message.seq
  }

  const find = (query: string, more: Partial<FindMessages> = {}) =>
    search.find({
      widget_id,
      user_id: 'ann',
      query,
      room_id: null,
      from_user: null,
      has: null,
      after: null,
      before: null,
      cursor: null,
      limit: 20,
      ...more,
    })

  const places = async (query: string, more: Partial<FindMessages> = {}) =>
    (await find(query, more)).found.map(({ room_id, seq }) => `${room_id}/${seq}`)

  /** As the server does first: otherwise the index, which looks at all rooms, finds them again. */
  const deleteMessages = (room_id: number) =>
    store.control.deleteFrom('message').where('widget_id', '=', widget_id).where('room_id', '=', room_id).execute()

  /** Waits until the index has everything that was said in the room before. */
  async function indexed(room_id: number): Promise<void> {
    const word = `z${crypto.randomUUID().replaceAll('-', '')}`
    await say(room_id, word)
    await until(async () => (await places(word)).length > 0, 'the message is indexed')
  }

  test('ROOMS-10 the words of a room that is deleted leave the index, and those of other rooms stay', async () => {
    const [doomed, kept] = [await room('doomed'), await room('kept')]
    for (const room_id of [doomed, kept]) await say(room_id, 'pineapple')
    for (const room_id of [doomed, kept]) await indexed(room_id)
    await deleteMessages(doomed)
    await search.erase(widget_id, doomed)
    expect(await places('pineapple')).toEqual([`${kept}/1`])
  })

  test('SEARCH-1 the search finds every form of a Russian or English word, ё as е, newest first', async () => {
    const room_id = await room('a')
    await say(room_id, 'Завтра привезу ЁЛКИ и новые игрушки')
    await say(room_id, 'An ёлка, two trees, and a Café')
    await say(room_id, 'nothing here')
    await indexed(room_id)
    expect(await places('елка')).toEqual([`${room_id}/2`, `${room_id}/1`])
    expect(await places('игрушка прилетит')).toEqual([])
    expect(await places('новая игрушка')).toEqual([`${room_id}/1`])
    expect(await places('tree')).toEqual([`${room_id}/2`])
    expect(await places('cafe')).toEqual([`${room_id}/2`])
    expect(await places('игру')).toEqual([`${room_id}/1`])
    expect(await places('👍 !!')).toEqual([])
  })

  test('SEARCH-1 a search finds what was sent a moment before it on this node', async () => {
    const room_id = await room('a')
    for (const word of ['first', 'second', 'third']) {
      const seq = await say(room_id, word)
      expect(await places(word)).toEqual([`${room_id}/${seq}`])
    }
  })

  test('SEARCH-1 the search finds characters that stand for several words, and fails at none', async () => {
    const room_id = await room('lobby')
    await say(room_id, 'peace \ufdfa and \u2488\u2489')
    const found = [`${room_id}/1`]
    await indexed(room_id)
    expect(await places('\u2474\u2475 nowhere')).toEqual([])
    expect(await places('\ufdfa')).toEqual(found)
    expect(await places('\u2488\u2489 peace')).toEqual(found)
  })

  test('SEARCH-2 the search says where the words stand in the text', async () => {
    const room_id = await room('a')
    await say(room_id, '🙂 Купил ёлку, вторую елку не взял')
    await indexed(room_id)
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
    expect(await places('secret', { user_id: 'bob' })).toEqual([`${mine}/1`])
    expect(await places('secret', { user_id: 'bob', room_id: other })).toEqual([])
    expect(await places('secret', { user_id: 'dan' })).toEqual([])
    const leave = { widget_id, room_id: mine, by: 'bob', siteAdmin: false, act: 'leave' as const, user_ids: ['bob'] }
    await store.chat.changeMembers(leave)
    expect(await places('secret', { user_id: 'bob' })).toEqual([])
    await store.control.updateTable('member').set({ cleared_seq: 1 }).where('user_id', '=', 'ann').execute()
    expect(await places('secret')).toEqual([])
    expect(await find('secret', { room_id: other })).toMatchObject({ found: [], count: 0 })
    const foreign = await makeWidget()
    expect(await places('secret', { widget_id: foreign })).toEqual([])
  })

  test('SEARCH-4 a deleted or edited message is not found by its old words, and is found by its new ones', async () => {
    const room_id = await room('a')
    const [gone, changed] = [await say(room_id, 'old words'), await say(room_id, 'old words')]
    await indexed(room_id)
    await store.chat.deleteMessage({ widget_id, room_id, seq: gone, sender_id: 'ann' })
    await store.chat.editMessage({ widget_id, room_id, seq: changed, sender_id: 'ann', text: 'new ones' })
    // At once, although the index does not know yet.
    expect(await places('words')).toEqual([])
    await indexed(room_id)
    expect(await places('words')).toEqual([])
    expect(await find('words', { room_id })).toMatchObject({ found: [], count: 0 })
    expect(await places('new')).toEqual([`${room_id}/${changed}`])
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
      ...{ widget_id, room_id: b, seq: linked, sender_id: 'bob', text: 'tea' },
      parts: { entities: [shop] },
    })
    await indexed(b)
    expect(await places('tea', { room_id: a })).toEqual([`${a}/2`, `${a}/1`])
    expect(await places('tea', { from_user: 'bob' })).toEqual([`${b}/2`, `${b}/1`, `${a}/2`])
    expect(await places('tea', { has: 'link' })).toEqual([`${b}/2`, `${a}/2`])
    expect(await places('tea', { has: 'image' })).toEqual([])
    expect(await places('tea', { before: between })).toEqual([`${a}/1`])
    expect(await places('tea', { after: between, room_id: a })).toEqual([`${a}/2`])
  })

  test('SEARCH-6 pages have every message once, in order, and the first one of a room counts them', async () => {
    const rooms: number[] = []
    for (let n = 0; n < 60; n++) rooms.push(await room(`room ${n}`))
    for (const room_id of rooms) await say(room_id, 'hello there')
    await indexed(rooms[59] ?? 0)
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page = await find('hello', { limit: 7, cursor })
      expect(page.count).toBeNull()
      seen.push(...page.found.map(({ room_id }) => room_id))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toEqual(rooms.toReversed())
    const first = rooms[0] ?? 0
    for (let n = 0; n < 10; n++) await say(first, 'hello again')
    await indexed(first)
    const page = await find('hello', { room_id: first, limit: 3 })
    expect(page.count).toBe(11)
    expect(await find('hello', { room_id: first, limit: 3, cursor: page.next })).toMatchObject({ count: null })
    expect(await find('hello', { cursor: 'elsewhere' }).catch(({ code }) => code)).toBe('invalid_field')
  })

  test('SEARCH-7 the search catches up with what it missed, and can be built again from nothing', async () => {
    const room_id = await room('a')
    await search.close()
    await say(room_id, 'while it was away')
    search = await openSearch({ ...where, log: silentLog })
    await until(async () => (await places('away')).length > 0, 'the index has caught up')
    await search.close()
    await removeSearch(store, where)
    search = await openSearch({ ...where, log: silentLog })
    await until(async () => (await places('away')).length > 0, 'the index has caught up')
  })

  test('SEARCH-7 a search that has not started yet starts with a hint or a search and finds what was sent before', async () => {
    const room_id = await room('a')
    await search.close()
    await say(room_id, 'while nobody searched')
    if (name === 'SQLite') rmSync(searchPath(where.dataDir))
    search = searchWhenNeeded({ ...where, log: silentLog })
    if (name === 'SQLite') expect(existsSync(searchPath(where.dataDir))).toBe(false)
    await until(async () => (await places('searched')).length > 0, 'the index has caught up')
    await search.close()
    expect(await find('searched').catch(({ code }) => code)).toBe('shutting_down')
    search = searchWhenNeeded({ ...where, log: silentLog })
    await say(room_id, 'with a hint')
    await indexed(room_id)
    expect(await places('hint')).toHaveLength(1)
  })

  test('SEARCH-7 the search catches up with several rooms that each have more than one step takes', async () => {
    const rooms = [await room('a'), await room('b'), await room('c')]
    await search.close()
    const texts = Array.from({ length: 170 }, (_, n) => `number${n}end`)
    await Promise.all(rooms.flatMap((room_id) => texts.map((text) => say(room_id, text))))
    search = await openSearch({ ...where, log: silentLog })
    for (const room_id of rooms) await indexed(room_id)
    for (const text of texts) expect(await places(text)).toHaveLength(rooms.length)
  })

  test('SEARCH-8 nothing of a deleted widget stays in the index', async () => {
    const room_id = await room('a')
    for (let n = 0; n < 600; n++) await say(room_id, `word${n} treasure`)
    await indexed(room_id)
    await store.control.deleteFrom('message').where('widget_id', '=', widget_id).execute()
    await search.erase(widget_id)
    if (where.databaseUrl === undefined) {
      expect(await places('treasure')).toEqual([])
      await search.close()
      const bytes = await Bun.file(searchPath(where.dataDir)).bytes()
      expect(Buffer.from(bytes).includes('treasur')).toBe(false)
    } else {
      expect(await store.readDb.selectFrom('message_search').selectAll().execute()).toEqual([])
      expect(await store.readDb.selectFrom('search_progress').selectAll().execute()).toEqual([])
      expect(await places('treasure')).toEqual([])
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
    expect((await refusalOf(places('hello'))).message).toContain('shutting down')
  })

  if (name === 'SQLite') {
    test('SEARCH-7 a damaged index file is built again', async () => {
      const room_id = await room('a')
      await say(room_id, 'hello')
      await indexed(room_id)
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
