import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { silentLog } from '../chat/log.ts'
import { movableClock } from '../realtime/testing/movable-clock.ts'
import { jobTime } from '../store/due-jobs.ts'
import { unservedNotifiers } from '../store/due-notifiers.ts'
import { openStore } from '../store/index.ts'
import type { Store } from '../store/store.ts'
import { dataDirWithTables } from '../store/testing/data-dir.ts'
import { planOf } from '../store/testing/plan-of.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'
import { createNotifierRows } from './notifier-rows.ts'

describe.each(['SQLite', 'PostgreSQL'])('on %s', (database) => {
  const clock = movableClock()
  let store: Store
  let widget_id: number
  let remove: () => unknown
  beforeAll(async () => {
    const place = database === 'SQLite' ? await dataDirWithTables() : await testPostgresWithTables()
    remove = place.remove
    const where = 'url' in place ? { dataDir: '', databaseUrl: place.url } : { dataDir: place.dataDir }
    store = await openStore({ ...where, clock, log: silentLog })
    const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
    const made = await store.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
    widget_id = made.id
    await store.control
      .insertInto('notifier')
      .values({ widget_id, after_id: 0, lease: null, lease_until: null })
      .execute()
  })
  afterAll(async () => {
    await store.close()
    await remove()
  })

  const node = (name: string) =>
    createNotifierRows(
      {
        ...store,
        leaseTime: (inMs) => jobTime(store.control, clock.now(), inMs),
        unserved: () => unservedNotifiers(store.readDb, { at: clock.now() }),
      },
      name,
    )
  const user = { user_id: 'bob', channel: 'push', room_id: 1 } as const

  test('NOTIFY-8 one node serves a widget, and only it moves the cursor', async () => {
    const [one, other] = [node('one'), node('other')]
    expect(await one.claim()).toEqual([{ widget_id, after_id: 0 }])
    expect(await other.claim()).toEqual([])
    expect(await other.moveCursor(widget_id, 5)).toBe(false)
    expect(await one.moveCursor(widget_id, 7)).toBe(true)
    expect([...(await one.renew())]).toEqual([widget_id])
    await one.release()
    expect(await other.claim()).toEqual([{ widget_id, after_id: 7 }])
    expect([...(await one.renew())]).toEqual([])
    await other.release()
  })

  test('NOTIFY-1 a room that waits keeps its time, and one that was told waits again for the next message', async () => {
    const rows = node('one')
    const due = Date.now()
    const later = due + 1_000
    await rows.add(widget_id, [{ ...user, seq: 3, due_at: due }])
    await rows.add(widget_id, [{ ...user, seq: 5, due_at: later }])
    const [waits] = await rows.due(widget_id, later, 10)
    if (waits === undefined) throw new Error('nothing is due')
    expect(waits).toEqual({ ...user, seq: 5, due_at: due, told_seq: 0, told: 0, tries: 0, reason: null })
    await rows.add(widget_id, [{ ...user, seq: 6, due_at: later }])
    await rows.notified(widget_id, waits, { count: 1, nextAt: later + 1, silence: null })
    expect(await rows.nextAt(widget_id)).toBe(later + 1)
    const [again] = await rows.waiting(widget_id, 'bob', 'push')
    if (again === undefined) throw new Error('nothing waits')
    await rows.notified(widget_id, again, { count: 2, nextAt: later + 2, silence: null })
    expect(await rows.nextAt(widget_id)).toBeNull()
    await rows.add(widget_id, [{ ...user, seq: 6, due_at: later }])
    expect(await rows.nextAt(widget_id)).toBeNull()
    await rows.add(widget_id, [{ ...user, seq: 7, due_at: later }])
    expect(await rows.waiting(widget_id, 'bob', 'push')).toMatchObject([{ seq: 7, told_seq: 6, told: 2 }])
    await rows.drop(widget_id, { ...again, seq: 6 })
    expect(await rows.nextAt(widget_id)).toBe(later)
    await rows.drop(widget_id, { ...again, seq: 7 })
    expect(await rows.nextAt(widget_id)).toBeNull()
  })

  test.if(database === 'SQLite')(
    'what waits for one user is found by their key, however much waits for others',
    async () => {
      const plan = await planOf(store.readDb, (readDb) =>
        createNotifierRows(
          { ...store, readDb, leaseTime: (inMs) => sql.lit(inMs), unserved: async () => [] },
          'one',
        ).waiting(1, 'bob', 'mail'),
      )
      expect(plan).toContain('user_id=?')
    },
  )

  test('many rows are added in one go', async () => {
    const rows = node('one')
    const many = Array.from({ length: 1_000 }, (_, n) => ({ ...user, user_id: `user ${n}`, seq: 1, due_at: 1 }))
    await rows.add(widget_id, many)
    expect(await rows.due(widget_id, 1, 5_000)).toHaveLength(1_000)
  })
})
