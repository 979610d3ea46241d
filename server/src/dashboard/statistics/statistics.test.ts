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
  const { id: widgetId } = await store.control
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
    widgetId,
    nodes: [node(), node()] as const,
    async stop() {
      await store.close()
      await remove()
    },
  }
}

describe.each(Object.keys(databases) as (keyof typeof databases)[])('on %s', (name) => {
  test('STAT-1 messages, new dialogs and active users are counted once, whatever node they came to', async () => {
    const { clock, store, widgetId, nodes, stop } = await started(name)
    const [one, two] = nodes
    const opening = { widgetId, userId: 'ann', peerId: 'bob', needAccess: false }
    const { roomId } = await one.chat.openDialog(opening)
    await two.chat.openDialog(opening)
    const message = (clientId: string) => ({ widgetId, roomId, senderId: 'ann', clientId, text: 'x', replyTo: null })
    const again = crypto.randomUUID()
    await one.chat.appendMessage(message(again))
    await two.chat.appendMessage(message(again))
    await two.chat.appendMessage(message(crypto.randomUUID()))
    await two.chat.setLastSeen([{ widgetId, userId: 'bob', at: clock.now() }])
    for (const { statistics } of nodes) await statistics.active(widgetId)

    const today = dayOf(clock.now())
    const asked = { from: today, to: today + DAY, by: 'hour' as const }
    const hour = hourOf(clock.now())
    const expected = [{ at: hour, messages: 2, dialogs: 1, active_users: 2 }]
    expect(await one.statistics.points(widgetId, asked)).toEqual(expected)
    expect(await one.statistics.points(widgetId, { ...asked, by: 'day' })).toEqual([
      { ...expected[0], at: today } as never,
    ])
    expect(await one.statistics.active(widgetId)).toEqual({ today: 2, week: 2, month: 2 })
    expect(await two.statistics.points(widgetId + 1, asked)).toEqual([])
    expect(await two.statistics.active(widgetId + 1)).toEqual({ today: 0, week: 0, month: 0 })
    expect((await store.readDb.selectFrom('statistic').selectAll().execute()).length).toBe(1)
    await stop()
  })

  test('STAT-2 a user counts once a day, and in the week and month that follow', async () => {
    const { clock, widgetId, nodes, stop } = await started(name)
    const [{ statistics, chat }] = nodes
    const come = () => chat.setLastSeen([{ widgetId, userId: 'ann', at: clock.now() }])
    await come()
    await statistics.active(widgetId)
    clock.elapse(DAY)
    await come()
    await come()
    await statistics.active(widgetId)
    clock.elapse(3 * DAY)
    expect(await statistics.active(widgetId)).toEqual({ today: 0, week: 1, month: 1 })
    clock.elapse(5 * DAY)
    expect(await statistics.active(widgetId)).toEqual({ today: 0, week: 0, month: 1 })
    const days = await statistics.points(widgetId, { from: 0, to: clock.now(), by: 'day' })
    expect(days.map(({ active_users }) => active_users)).toEqual([1, 1])
    await stop()
  })

  test('STAT-3 the signs of life keep the first user and message, and the newest load of the script', async () => {
    const { clock, widgetId, nodes, stop } = await started(name)
    const [{ statistics }, other] = nodes
    const first = clock.now()
    statistics.counters.script(widgetId, 'https://shop.example', first)
    statistics.counters.message(widgetId, 'ann', first)
    await statistics.sign(widgetId)
    clock.elapse(HOUR)
    other.statistics.counters.script(widgetId, 'https://new.example', clock.now())
    other.statistics.counters.message(widgetId, 'bob', clock.now())
    await other.statistics.sign(widgetId)
    expect(await statistics.sign(widgetId)).toEqual({
      scriptAt: clock.now(),
      scriptOrigin: 'https://new.example',
      userAt: first,
      messageAt: first,
    })
    await stop()
  })

  test('STAT-3 a message that comes while the counts are being stored is counted with the next ones', async () => {
    const { clock, store, widgetId, nodes, stop } = await started(name)
    const { counters } = nodes[0].statistics
    counters.message(widgetId, 'ann', clock.now())
    const storing = storeCounted(store.control, counters, clock.now())
    counters.message(widgetId, 'bob', clock.now())
    await storing
    await storeCounted(store.control, counters, clock.now())
    expect(await nodes[0].statistics.sign(widgetId)).toMatchObject({ userAt: clock.now(), messageAt: clock.now() })
    expect((await nodes[0].statistics.active(widgetId)).today).toBe(2)
    const hour = { from: hourOf(clock.now()), to: clock.now() + 1, by: 'hour' as const }
    expect(await nodes[0].statistics.points(widgetId, hour)).toMatchObject([{ messages: 2 }])
    await stop()
  })
})

test('STAT-1 what could not be stored is stored later', async () => {
  const { clock, store, widgetId, stop } = await started('SQLite')
  let isAway = true
  const control = new Proxy(store.control, {
    get(target, property) {
      if (isAway && property === 'insertInto') throw new Error('the database is away')
      const value = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const { counters, active, points } = createStatistics({ ...store, clock, log: silentLog, control })
  counters.message(widgetId, 'bob', clock.now())
  for (let n = 0; n < 2; n++) expect(await active(widgetId)).toEqual({ today: 0, week: 0, month: 0 })
  isAway = false
  expect(await active(widgetId)).toEqual({ today: 1, week: 1, month: 1 })
  const today = dayOf(clock.now())
  expect(await points(widgetId, { from: today, to: today + DAY, by: 'day' })).toMatchObject([
    { messages: 1, active_users: 1 },
  ])
  await stop()
})
