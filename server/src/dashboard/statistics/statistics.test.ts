import { describe, expect, test } from 'bun:test'
import { noCounts } from '@imbachat/protocol/http/statistics-limits'
import { TEST_USERS } from '@imbachat/protocol/http/widget/test-users'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { openStore } from '../../store/index.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { countStore } from './count-store.ts'
import { dayOf, hourOf, weekOf } from './counters.ts'
import { createStatistics } from './statistics.ts'
import { storeCounted } from './store-counted.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const databases = {
  SQLite: async () => ({ ...(await dataDirWithTables()), databaseUrl: undefined }),
  async PostgreSQL() {
    const { url, remove } = await testPostgresWithTables()
    return { dataDir: '', databaseUrl: url, remove }
  },
}

/** Two nodes on one database. */
async function started(name: keyof typeof databases) {
  const { dataDir, databaseUrl, remove } = await databases[name]()
  const clock = manualClock()
  const store = await openStore({ dataDir, databaseUrl, clock, log: silentLog })
  const { id: widget_id } = await store.control
    .insertInto('widget')
    .values({ name: 'Shop', api_login: 'imba_shop', origins: '[]', settings: '{}', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const node = () => {
    const statistics = createStatistics({ ...store, clock, log: silentLog })
    return { statistics, chat: countStore(store.chat, statistics.counters, clock) }
  }
  return {
    clock,
    store,
    widget_id,
    nodes: [node(), node()] as const,
    async stop() {
      await store.close()
      await remove()
    },
  }
}

describe.each(Object.keys(databases) as (keyof typeof databases)[])('on %s', (name) => {
  test('STAT-1 messages, new dialogs and active users are counted once, whatever node they came to', async () => {
    const { clock, store, widget_id, nodes, stop } = await started(name)
    const [one, two] = nodes
    const opening = { widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false }
    const { room_id } = await one.chat.openDialog(opening)
    await two.chat.openDialog(opening)
    const message = (client_id: string) => ({
      widget_id,
      room_id,
      sender_id: 'ann',
      client_id,
      text: 'x',
      reply_to: null,
    })
    const again = crypto.randomUUID()
    await one.chat.appendMessage(message(again))
    await two.chat.appendMessage(message(again))
    await two.chat.appendMessage(message(crypto.randomUUID()))
    await two.chat.setLastSeen([{ widget_id, user_id: 'bob', at: clock.now() }])
    for (const { statistics } of nodes) await statistics.active(widget_id)

    const today = dayOf(clock.now())
    const asked = { from: today, to: today + DAY, by: 'hour' as const, zone: 'UTC' }
    const hour = hourOf(clock.now())
    const expected = [
      { ...noCounts(), at: hour, messages: 2, dialogs: 1, active_users: 2, new_users: 2, dialogs_begun: 1 },
    ]
    expect(await one.statistics.points(widget_id, asked)).toEqual(expected)
    expect(await one.statistics.points(widget_id, { ...asked, by: 'day' })).toEqual([
      { ...expected[0], at: today } as never,
    ])
    expect(await one.statistics.active(widget_id)).toEqual({ today: 2, week: 2, month: 2 })
    expect(await two.statistics.points(widget_id + 1, asked)).toEqual([])
    expect(await two.statistics.active(widget_id + 1)).toEqual({ today: 0, week: 0, month: 0 })
    expect((await store.readDb.selectFrom('statistic').selectAll().execute()).length).toBe(1)
    await stop()
  })

  test('PEOPLE-13 the messages of a user are counted once they are stored, whatever node they came to', async () => {
    const { store, widget_id, nodes, stop } = await started(name)
    const [one, two] = nodes
    await store.chat.touchUser({ widget_id, user_id: 'ann' })
    const opening = { widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false }
    const { room_id } = await one.chat.openDialog(opening)
    const message = { widget_id, room_id, sender_id: 'ann', text: 'x', reply_to: null }
    for (const { chat } of [one, one, two]) await chat.appendMessage({ ...message, client_id: crypto.randomUUID() })
    for (const { statistics } of nodes) await statistics.active(widget_id)
    await two.chat.appendMessage({ ...message, client_id: crypto.randomUUID() })
    await two.statistics.active(widget_id)
    const ann = store.readDb.selectFrom('chat_user').select('messages').where('id', '=', 'ann')
    expect(await ann.execute()).toEqual([{ messages: 4 }])
    await stop()
  })

  test('STAT-2 a user counts once a day, and in the week and month that follow', async () => {
    const { clock, widget_id, nodes, stop } = await started(name)
    const [{ statistics, chat }] = nodes
    const come = () => chat.setLastSeen([{ widget_id, user_id: 'ann', at: clock.now() }])
    await come()
    await statistics.active(widget_id)
    clock.elapse(DAY)
    await come()
    await come()
    await statistics.active(widget_id)
    clock.elapse(3 * DAY)
    expect(await statistics.active(widget_id)).toEqual({ today: 0, week: 1, month: 1 })
    clock.elapse(5 * DAY)
    expect(await statistics.active(widget_id)).toEqual({ today: 0, week: 0, month: 1 })
    const days = await statistics.points(widget_id, { from: 0, to: clock.now(), by: 'day', zone: 'UTC' })
    expect(days.map(({ active_users }) => active_users)).toEqual([1, 1])
    await stop()
  })

  test('STAT-6 a dialog counts as answered once, by the wait for the other user, whatever node they came to', async () => {
    const { clock, store, widget_id, nodes, stop } = await started(name)
    const [one, two] = nodes
    const dialogWith = async (peer_id: string) =>
      (await one.chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })).room_id
    const [quick, slow, silent] = [await dialogWith('bob'), await dialogWith('cid'), await dialogWith('dan')]
    const send = (chat: typeof one.chat, room_id: number, sender_id: string) =>
      chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text: 'x', reply_to: null })
    const hour = hourOf(clock.now())
    for (const room_id of [quick, slow, silent]) await send(one.chat, room_id, 'ann')
    await send(one.chat, silent, 'ann')
    // the answer is seen by a node before the question is stored by the other one
    await send(two.chat, quick, 'bob')
    await two.statistics.returned(widget_id)
    await one.statistics.returned(widget_id)
    await two.statistics.returned(widget_id)
    clock.elapse(2 * HOUR)
    await send(two.chat, slow, 'cid')
    await send(one.chat, quick, 'bob')
    for (const { statistics } of [two, one, two]) await statistics.returned(widget_id)

    const asked = { from: hour, to: clock.now() + 1, by: 'hour' as const, zone: 'UTC' }
    expect((await one.statistics.points(widget_id, asked))[0]).toMatchObject({
      at: hour,
      dialogs: 3,
      dialogs_begun: 3,
      answered_5m: 1,
      answered_1h: 0,
      answered_1d: 1,
      answered_later: 0,
    })
    const open = await store.readDb.selectFrom('unanswered_dialog').select(['room_id', 'user_id']).execute()
    expect(open).toEqual([{ room_id: silent, user_id: 'ann' }])
    await stop()
  })

  test('STAT-6 a dialog that nobody answered for 30 days is no longer waited for', async () => {
    const { clock, store, widget_id, nodes, stop } = await started(name)
    const [{ statistics, chat }] = nodes
    for (const peer_id of ['bob', 'cid']) {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })
      const message = { widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), text: 'x' }
      await chat.appendMessage({ ...message, reply_to: null })
      await statistics.returned(widget_id)
      clock.elapse(31 * DAY)
    }
    expect((await store.readDb.selectFrom('unanswered_dialog').selectAll().execute()).length).toBe(1)
    await stop()
  })

  test('STAT-7 users who come back count once in each later week, beside those who came first with them', async () => {
    const { clock, widget_id, nodes, stop } = await started(name)
    const [{ statistics, chat }, other] = nodes
    clock.elapse(weekOf(clock.now()) + 7 * DAY - clock.now())
    const monday = clock.now()
    const come = async (node: typeof chat, ...users: string[]) => {
      await node.setLastSeen(users.map((user_id) => ({ widget_id, user_id, at: clock.now() })))
      for (const { statistics: counted } of nodes) await counted.returned(widget_id)
    }
    await come(chat, 'ann', 'bob')
    clock.elapse(DAY)
    await come(other.chat, 'ann', 'cid')
    clock.elapse(7 * DAY)
    await come(chat, 'ann')
    await come(other.chat, 'ann', 'dan')
    clock.elapse(14 * DAY)
    await come(chat, 'bob')
    const week = (n: number) => monday + n * 7 * DAY
    expect(await statistics.returned(widget_id)).toEqual([
      { first_week: week(0), week: week(0), users: 3 },
      { first_week: week(0), week: week(1), users: 1 },
      { first_week: week(0), week: week(3), users: 1 },
      { first_week: week(1), week: week(1), users: 1 },
    ])
    expect(await statistics.returned(widget_id + 1)).toEqual([])
    await stop()
  })

  test('STAT-8 days begin at midnight of the reader, also when clocks are moved, and a user counts once a day of UTC', async () => {
    const { store, widget_id, nodes, stop } = await started(name)
    const [{ statistics }] = nodes
    const hours = ['2026-03-28T22:00Z', '2026-03-28T23:00Z', '2026-03-29T21:00Z', '2026-03-29T22:00Z'].map(Date.parse)
    for (const [n, hour] of hours.entries()) {
      await store.control
        .insertInto('statistic')
        .values({ widget_id, hour, messages: 10 ** n, dialogs: 0, active_users: 10 ** n })
        .execute()
    }
    const asked = { from: Date.parse('2026-03-27T23:00Z'), to: Date.parse('2026-03-30T22:00Z'), by: 'day' as const }
    const read = async (zone: string) =>
      (await statistics.points(widget_id, { ...asked, zone })).map(({ at, messages, active_users }) => [
        new Date(at).toISOString().slice(0, 16),
        messages,
        active_users,
      ])
    // Berlin moves its clocks on the 29th: that day has 23 hours
    expect(await read('Europe/Berlin')).toEqual([
      ['2026-03-27T23:00', 1, 11],
      ['2026-03-28T23:00', 110, 1100],
      ['2026-03-29T22:00', 1000, 0],
    ])
    expect((await read('Pacific/Auckland')).map(([, messages]) => messages)).toEqual([11, 1100])
    await stop()
  })

  test('STAT-3 the signs of life keep the first user and message, and the newest load of the script', async () => {
    const { clock, widget_id, nodes, stop } = await started(name)
    const [{ statistics }, other] = nodes
    // test users of the dashboard are counted, and are no sign of life of the site
    statistics.counters.message(widget_id, TEST_USERS[0], clock.now())
    await statistics.sign(widget_id)
    expect(await statistics.sign(widget_id)).toMatchObject({ user_at: null, message_at: null })
    clock.elapse(HOUR)
    const first = clock.now()
    statistics.counters.script(widget_id, 'https://shop.example', first)
    statistics.counters.message(widget_id, 'ann', first)
    await statistics.sign(widget_id)
    clock.elapse(HOUR)
    other.statistics.counters.script(widget_id, 'https://new.example', clock.now())
    other.statistics.counters.message(widget_id, 'bob', clock.now())
    await other.statistics.sign(widget_id)
    expect(await statistics.sign(widget_id)).toEqual({
      script_at: clock.now(),
      script_origin: 'https://new.example',
      user_at: first,
      message_at: first,
    })
    await stop()
  })

  test('STAT-3 a message that comes while the counts are being stored is counted with the next ones', async () => {
    const { clock, store, widget_id, nodes, stop } = await started(name)
    const { counters } = nodes[0].statistics
    counters.message(widget_id, 'ann', clock.now())
    const storing = storeCounted(store.control, counters, clock.now())
    counters.message(widget_id, 'bob', clock.now())
    await storing
    await storeCounted(store.control, counters, clock.now())
    expect(await nodes[0].statistics.sign(widget_id)).toMatchObject({ user_at: clock.now(), message_at: clock.now() })
    expect((await nodes[0].statistics.active(widget_id)).today).toBe(2)
    const hour = { from: hourOf(clock.now()), to: clock.now() + 1, by: 'hour' as const, zone: 'UTC' }
    expect(await nodes[0].statistics.points(widget_id, hour)).toMatchObject([{ messages: 2 }])
    await stop()
  })
})

test('STAT-1 an hour that could not be stored is stored later', async () => {
  const { clock, store, widget_id, stop } = await started('SQLite')
  let isAway = true
  const control = new Proxy(store.control, {
    get(target, property) {
      if (isAway && property === 'insertInto') throw new Error('the database is away')
      const value = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const { counters, active, points } = createStatistics({ ...store, clock, log: silentLog, control })
  counters.message(widget_id, 'bob', clock.now())
  for (let n = 0; n < 2; n++) expect(await active(widget_id)).toEqual({ today: 0, week: 0, month: 0 })
  isAway = false
  expect(await active(widget_id)).toEqual({ today: 1, week: 1, month: 1 })
  const today = dayOf(clock.now())
  expect(await points(widget_id, { from: today, to: today + DAY, by: 'day', zone: 'UTC' })).toMatchObject([
    { messages: 1, active_users: 1 },
  ])
  await stop()
})
