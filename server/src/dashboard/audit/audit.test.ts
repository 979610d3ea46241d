import { describe, expect, test } from 'bun:test'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { openStore } from '../../store/index.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createAudit } from './audit.ts'

const clock = manualClock()

const databases = {
  async SQLite() {
    const { dataDir, remove } = await dataDirWithTables()
    return { store: await openStore({ dataDir, clock, log: silentLog }), remove }
  },
  async PostgreSQL() {
    const { url, remove } = await testPostgresWithTables()
    return { store: await openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog }), remove }
  },
}

describe.each(Object.keys(databases) as (keyof typeof databases)[])('on %s', (name) => {
  test('AUDIT-2 no statement changes or removes an entry, but the erasure of a deleted widget', async () => {
    const { store, remove } = await databases[name]()
    const { control, readDb } = store
    const { id } = await control
      .insertInto('widget')
      .values({ name: 'Shop', api_login: 'imba_shop', origins: '[]', settings: '{}', created_at: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    const actor = { account_id: 'a', email: 'ann@shop.example' }
    await createAudit({ control, readDb, clock }).record([
      { widget_id: id, actor, action: 'widgets.change', target: null, details: null, address: null },
    ])
    const removal = () => control.deleteFrom('audit').where('widget_id', '=', id).execute()
    const change = () => control.updateTable('audit').set({ actor: 'nobody' }).execute()
    for (const attempt of [removal, change]) {
      const refusal = await attempt().catch((error: Error) => error)
      expect(String(refusal)).toContain('the audit log is append-only')
    }
    expect(await readDb.selectFrom('audit').select('actor').execute()).toEqual([{ actor: 'ann@shop.example' }])

    await control.updateTable('widget').set({ deleted_at: 1 }).where('id', '=', id).execute()
    await removal()
    expect(await readDb.selectFrom('audit').select('actor').execute()).toEqual([])
    await store.close()
    await remove()
  })

  test('AUDIT-4 an act that the server died over is logged as unknown, and one that ended is there once', async () => {
    const { store, remove } = await databases[name]()
    const audit = createAudit({ ...store, clock })
    const begun = { widget_id: 0, actor: { account_id: 'a', email: 'ann@shop.example' }, address: null }
    const entry = (target: string) => ({ ...begun, action: 'widgets.create', target, details: null })
    const [done, nothing, slow] = await Promise.all(['done', 'nothing', 'slow'].map((name) => audit.begin(entry(name))))
    await audit.begin(entry('died'))
    await done?.end([{ ...entry('done'), details: { more: true } }])
    await nothing?.forget()
    const log = async () =>
      (await audit.list(0, { limit: 10 })).entries.map(({ target, details }) => [target, details]).toSorted()
    expect(await log()).toEqual([['done', { more: true }]])
    clock.elapse(300_000)
    const unknown = { outcome: 'unknown' }
    const all = [
      ['died', unknown],
      ['done', { more: true }],
      ['slow', unknown],
    ]
    expect(await log()).toEqual(all)
    await slow?.end([entry('slow')])
    expect(await log()).toEqual(all)
    expect(await store.readDb.selectFrom('open_act').select('id').execute()).toEqual([])
    await store.close()
    await remove()
  })
})
