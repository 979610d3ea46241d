import { afterAll, beforeAll, expect, test } from 'bun:test'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { widgetsWithJobs } from '../store/due-jobs.ts'
import { openStore } from '../store/index.ts'
import type { Store } from '../store/store.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'

const AHEAD_MS = 600_000

let right: Store
let ahead: Store
let remove: () => Promise<void>
beforeAll(async () => {
  const database = await testPostgresWithTables()
  remove = database.remove
  const node = { dataDir: '', databaseUrl: database.url, log: silentLog }
  right = await openStore({ ...node, clock: systemClock })
  ahead = await openStore({ ...node, clock: { ...systemClock, now: () => Date.now() + AHEAD_MS } })
})
afterAll(async () => {
  await right.close()
  await ahead.close()
  await remove()
})

test('JOB-6 a node whose clock is ahead takes no job that another node runs, and its own jobs are due at once', async () => {
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const { id: widget_id } = await right.control
    .insertInto('widget')
    .values(widget)
    .returning('id')
    .executeTakeFirstOrThrow()
  const page = { kind: 'test', limit: 10, leaseMs: 15_000 }
  const due = async () => [
    await widgetsWithJobs(ahead.readDb, 'test', Date.now() + AHEAD_MS),
    await widgetsWithJobs(right.readDb, 'test', Date.now()),
  ]
  await ahead.chat.addJob({ widget_id, id: 'a', kind: 'test', payload: null })
  expect(await due()).toEqual([[widget_id], [widget_id]])
  const [run] = await right.chat.claimJobs({ widget_id, ...page, lease: crypto.randomUUID() })
  expect(run?.id).toBe('a')
  expect(await ahead.chat.claimJobs({ widget_id, ...page, lease: crypto.randomUUID() })).toEqual([])
  expect(await due()).toEqual([[], []])
  await right.chat.renewJob({ widget_id, id: 'a', lease: run?.lease ?? '', leaseMs: 15_000 })
  expect(await ahead.chat.claimJobs({ widget_id, ...page, lease: crypto.randomUUID() })).toEqual([])
})
