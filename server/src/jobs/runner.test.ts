import { afterEach, beforeEach, expect, test } from 'bun:test'
import { until } from '../../../sdk/src/testing/until.ts'
import { silentLog } from '../chat/log.ts'
import { mailRunning } from '../mail/mail-queue.ts'
import { type MovableClock, movableClock } from '../realtime/testing/movable-clock.ts'
import { widgetsWithJobs } from '../store/due-jobs.ts'
import { openStore } from '../store/index.ts'
import type { Store } from '../store/store.ts'
import { dataDirWithTables } from '../store/testing/data-dir.ts'
import { planOf } from '../store/testing/plan-of.ts'
import { AGAIN, createJobRunner, type JobHandler, type JobRunner, RUNNING } from './runner.ts'

let store: Store
let clock: MovableClock
let widgets: number[]
let remove: () => void
let begun: number
const runners: JobRunner[] = []

beforeEach(async () => {
  const dir = await dataDirWithTables()
  remove = dir.remove
  clock = movableClock()
  begun = clock.now()
  store = await openStore({ dataDir: dir.dataDir, clock, log: silentLog })
  widgets = []
  for (let n = 0; n < 3; n++) {
    const row = { name: 'Shop', api_login: 'x', origins: '[]', settings: '{}', created_at: 1 }
    const { id } = await store.control.insertInto('widget').values(row).returning('id').executeTakeFirstOrThrow()
    widgets.push(id)
  }
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.close()))
  await store.close()
  remove()
})

function run(handler: JobHandler, limits: Partial<typeof RUNNING> = {}): JobRunner {
  const due = (kind: string, at: number) => widgetsWithJobs(store.readDb, kind, at)
  const given = { store: store.chat, widgetsWithJobs: due, clock, log: silentLog, limits }
  const runner = createJobRunner({ ...given, kind: 'test', run: handler })
  runners.push(runner)
  runner.start()
  return runner
}
const add = (widget: number, id: string) =>
  store.chat.addJob({ widget_id: widgets[widget] ?? 0, id, kind: 'test', payload: null })
const left = () => store.readDb.selectFrom('job').select(['id', 'tries', 'error', 'run_at']).execute()

test('JOB-3 widgets take turns: a few jobs of one do not wait behind the many of another', async () => {
  for (let n = 0; n < 30; n++) await add(0, `many${n}`)
  for (const widget of [1, 2]) await add(widget, `single${widget}`)
  const order: string[] = []
  run(async ({ id }) => void order.push(id), { atOnce: 1 })
  await until(async () => (await left()).length === 0)
  expect(order).toHaveLength(32)
  expect(order.slice(0, 4)).toEqual(expect.arrayContaining(['single1', 'single2']))
})

test('JOB-3 slow jobs of one widget leave a place to the others, and run as places get free', async () => {
  for (let n = 0; n < 12; n++) await add(0, `slow${n}`)
  const ends: (() => void)[] = []
  let atOnce = 0
  let done = 0
  const handler: JobHandler = async ({ id }) => {
    if (id.startsWith('slow')) await new Promise<void>((end) => ends.push(end))
    done++
    atOnce = Math.max(atOnce, ends.length)
  }
  const runner = run(handler, { atOnce: 4 })
  await until(() => ends.length === 3)
  await add(1, 'quick')
  runner.wake()
  await until(() => done === 1)
  expect(ends).toHaveLength(3)
  await until(async () => {
    for (const end of ends.splice(0)) end()
    return (await left()).length === 0
  })
  expect([done, atOnce]).toEqual([13, 3])
})

test('JOB-3 a job that goes on lets the others run in between, and is never given up for it', async () => {
  await add(0, 'long')
  const order: string[] = []
  const tries = new Set<number>()
  const handler: JobHandler = async (job) => {
    order.push(job.id)
    tries.add(job.tries)
    if (job.id !== 'long') return undefined
    if (order.length === 1) await add(1, 'short')
    return order.filter((id) => id === 'long').length < 12 ? AGAIN : undefined
  }
  run(handler, { atOnce: 1 })
  await until(async () => (await left()).length === 0)
  expect(order.filter((id) => id === 'long')).toHaveLength(12)
  expect(order.indexOf('short')).toBeLessThan(4)
  expect([...tries]).toEqual([1])
})

test('JOB-3 a look for jobs of a kind walks past none of another, however many wait', async () => {
  const plan = await planOf(store.readDb, (db) => widgetsWithJobs(db, 'test', clock.now()))
  const lookups = plan.split('\n').filter((line) => line.includes(' job'))
  expect(lookups.length).toBeGreaterThan(0)
  expect(lookups.filter((line) => !line.includes('(kind=?'))).toEqual([])
})

test('JOB-4 a job that fails is tried again, later each time, and is given up with its error in the end', async () => {
  await add(0, 'fails')
  await add(0, 'recovers')
  let tried = 0
  run(
    async ({ id, tries }) => {
      if (id === 'recovers' && tries === 2) return
      if (id === 'fails') tried++
      throw new Error(`try ${tries}`)
    },
    { tries: 3 },
  )
  await until(() => tried === 1)
  await until(async () => (await left()).every(({ error }) => error !== null))
  clock.elapse(RUNNING.backoffMs)
  await until(() => tried === 2)
  await until(async () => (await left()).length === 1)
  await until(async () => (await left())[0]?.error === 'try 2')
  clock.elapse(RUNNING.backoffMs)
  await Bun.sleep(0)
  expect(tried).toBe(2)
  clock.elapse(RUNNING.backoffMs)
  await until(() => tried === 3)
  await until(async () => (await left())[0]?.run_at === null)
  expect(await left()).toEqual([{ id: 'fails', tries: 3, error: 'try 3', run_at: null }])
})

test('JOB-5 a run without progress for a minute has failed: its place is free, and the job runs again', async () => {
  await add(0, 'stuck')
  let runs = 0
  const handler: JobHandler = async ({ id }) => {
    if (id === 'stuck' && ++runs === 1) await new Promise(() => undefined)
  }
  run(handler, { atOnce: 1 })
  await until(() => runs === 1)
  await add(1, 'other')
  await until(async () => {
    clock.elapse(RUNNING.renewMs)
    return (await left()).every(({ id }) => id === 'stuck')
  })
  expect(clock.now() - begun).toBeGreaterThanOrEqual(RUNNING.stillMs)
  await until(async () => {
    clock.elapse(RUNNING.renewMs)
    return (await left()).length === 0
  })
  expect(runs).toBe(2)
})

test('MAIL-3 a mail waits for a mail server that is away for a day, and is given up after that', async () => {
  let tries = 0
  await add(0, 'mail')
  run(() => {
    tries++
    throw new Error('the mail server is away')
  }, mailRunning(24))
  await until(() => tries === 1)
  while (clock.now() - begun < 23 * 3_600_000) {
    const before = tries
    clock.elapse(3_600_000)
    await until(() => tries > before)
  }
  const isWaiting = async () => (await left())[0]?.run_at !== null
  expect(await isWaiting()).toBe(true)
  while (await isWaiting()) {
    const before = tries
    clock.elapse(3_600_000)
    await until(async () => tries > before || !(await isWaiting()))
  }
  expect(clock.now() - begun).toBeLessThan(34 * 3_600_000)
})

test('JOB-5 a mail that the mail server takes slowly, each step of a dozen in 15 s, is sent once', async () => {
  await add(0, 'mail')
  const sent = Promise.withResolvers<void>()
  let runs = 0
  run(() => {
    runs++
    return sent.promise
  }, mailRunning(24))
  await until(() => runs === 1)
  while (clock.now() - begun < 12 * 15_000) {
    const lease = (await left())[0]?.run_at ?? 0
    clock.elapse(RUNNING.renewMs)
    await until(async () => ((await left())[0]?.run_at ?? 0) > lease)
  }
  sent.resolve()
  await until(async () => (await left()).length === 0)
  expect(runs).toBe(1)
})

test('JOB-1 a job that gets on runs longer than its lease, and keeps it', async () => {
  await add(0, 'long')
  const end = Promise.withResolvers<void>()
  const tries: number[] = []
  let moves = () => {}
  const handler: JobHandler = (job, moved) => {
    tries.push(job.tries)
    moves = moved
    return end.promise
  }
  run(handler)
  await until(() => tries.length === 1)
  run(handler)
  for (let passed = 0; passed < 2 * RUNNING.stillMs; passed += RUNNING.renewMs) {
    const lease = (await left())[0]?.run_at ?? 0
    moves()
    clock.elapse(RUNNING.renewMs)
    await until(async () => ((await left())[0]?.run_at ?? 0) > lease)
  }
  expect(tries).toEqual([1])
  end.resolve()
  await until(async () => (await left()).length === 0)
})

test('JOB-1 a job of a server that died runs on the next one when its lease is over', async () => {
  await add(0, 'left')
  const [lost] = await store.chat.claimJobs({
    widget_id: widgets[0] ?? 0,
    kind: 'test',
    limit: 1,
    leaseMs: RUNNING.leaseMs,
    lease: crypto.randomUUID(),
  })
  expect(lost?.id).toBe('left')
  const done: number[] = []
  run(async ({ tries }) => void done.push(tries))
  await until(() => {
    clock.elapse(RUNNING.lookEveryMs)
    return done.length === 1
  })
  expect(clock.now() - begun).toBeGreaterThanOrEqual(RUNNING.leaseMs)
  expect(done).toEqual([2])
})
