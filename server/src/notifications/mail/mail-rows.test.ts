import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../../store/index.ts'
import type { Store } from '../../store/store.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createMailRows } from './mail-rows.ts'

describe.each(['SQLite', 'PostgreSQL'])('on %s', (database) => {
  let store: Store
  let widget_id: number
  let remove: () => unknown
  beforeAll(async () => {
    const place = database === 'SQLite' ? await dataDirWithTables() : await testPostgresWithTables()
    remove = place.remove
    const where = 'url' in place ? { dataDir: '', databaseUrl: place.url } : { dataDir: place.dataDir }
    store = await openStore({ ...where, clock: systemClock, log: silentLog })
    const settings = JSON.stringify({ mail: true })
    const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings, created_at: 1 }
    const made = await store.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
    widget_id = made.id
    const user = (user_id: string, email: string | null) => ({
      ...{ user_id, name: user_id, avatar_url: null, profile_url: null, badge: null, last_login_at: null, email },
      ...{ role: 'user' as const, profiles: {}, permissions: null, extra: {} },
    })
    await store.chat.putUsers({
      widget_id,
      users: [user('ann', 'Ann@shop.example'), user('bob', 'bob@shop.example'), user('cat', null)],
    })
  })
  afterAll(async () => {
    await store.close()
    await remove()
  })

  test('MAIL-8 users with an address are mailed, except where it refused mail or they want none', async () => {
    const rows = createMailRows(store)
    const all = ['ann', 'bob', 'cat', 'nobody']
    expect(await rows.reachable(widget_id, all)).toEqual(new Set(['ann', 'bob']))
    await rows.stop(widget_id, 'ann', 'ann@SHOP.example')
    expect(await rows.reachable(widget_id, all)).toEqual(new Set(['bob']))
    expect(await rows.address(widget_id, 'ann')).toBeNull()
    await store.control.updateTable('chat_user').set({ email: 'ann@home.example' }).where('id', '=', 'ann').execute()
    expect(await rows.address(widget_id, 'ann')).toBe('ann@home.example')
    await store.chat.putSettings({ widget_id, user_id: 'bob', settings: { mail: false } })
    expect(await rows.reachable(widget_id, all)).toEqual(new Set(['ann']))
    expect(await rows.reachable(widget_id + 1, all)).toEqual(new Set())
    expect(await rows.widgets()).toEqual([widget_id])
  })

  test('MAIL-6 a record of each sent mail is kept, and a mail that was taken starts an address again', async () => {
    const rows = createMailRows(store)
    expect(await rows.mailed(widget_id, 'bob')).toEqual({ sent_at: null, day_at: 0, sent_in_day: 0 })
    await rows.stop(widget_id, 'bob', 'bob@shop.example')
    const mailed = { sent_at: 5, day_at: 2, sent_in_day: 3 }
    await rows.sent(widget_id, 'bob', mailed)
    expect(await rows.mailed(widget_id, 'bob')).toEqual(mailed)
    expect(await rows.address(widget_id, 'bob')).toBe('bob@shop.example')
  })

  test('MAIL-10 a user who turns mails of too many conversations off gets none at all', async () => {
    const turnOff = (room_id: number) =>
      store.chat.putSettings({ widget_id, user_id: 'ann', settings: {}, mailOf: { room_id, on: false } })
    await Promise.all(Array.from({ length: 200 }, (_, n) => turnOff(n + 1)))
    const rows = createMailRows(store)
    expect(await rows.settings(widget_id, 'ann')).toMatchObject({ mail: true, mail_off: { length: 200 } })
    await turnOff(201)
    expect(await rows.settings(widget_id, 'ann')).toMatchObject({ mail: false })
  })
})
