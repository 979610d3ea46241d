import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/manual-clock.ts'
import { openStore } from '../../store/index.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { countStore } from './count-store.ts'
import { dayOf, hourOf } from './counters.ts'
import { createStatistics } from './statistics.ts'
import { storeCounted } from './store-counted.ts'

// PostgreSQL is started by whichever test needs it first, and a busy machine takes its time for that.
setDefaultTimeout(60_000)

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
    const asked = { from: today, to: today + DAY, by: 'hour' as const }
    const hour = hourOf(clock.now())
    const expected = [{ at: hour, messages: 2, dialogs: 1, active_users: 2 }]
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
    const days = await statistics.points(widget_id, { from: 0, to: clock.now(), by: 'day' })
    expect(days.map(({ active_users }) => active_users)).toEqual([1, 1])
    await stop()
  })

  test('STAT-3 the signs of life keep the first user and message, and the newest load of the script', async () => {
    const { clock, widget_id, nodes, stop } = await started(name)
    const [{ statistics }, other] = nodes
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
    const hour = { from: hourOf(clock.now()), to: clock.now() + 1, by: 'hour' as const }
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
  expect(await points(widget_id, { from: today, to: today + DAY, by: 'day' })).toMatchObject([
    { messages: 1, active_users: 1 },
  ])
  await stop()
})
