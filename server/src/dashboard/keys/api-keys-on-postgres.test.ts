import { expect, test } from 'bun:test'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { openStore } from '../../store/index.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createApiKeys } from './api-keys.ts'
import { createRepeatedCalls } from './repeated-calls.ts'

test('API-9 a key is made, opens and ends, and a call is carried out once, with PostgreSQL behind it', async () => {
  const { url, remove } = await testPostgresWithTables()
  const clock = manualClock()
  const store = await openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog })
  const { control, readDb } = store
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const { id: widget_id } = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  const limits = { API_KEYS_PER_WIDGET: 5 }
  const keys = createApiKeys({ store: store.chat, control, readDb, clock, log: silentLog, limits })
  const actor = { kind: 'dashboard', account_id: 'ann', email: 'ann@shop.example', role: 'owner', site: null } as const
  const made = await keys.create(actor, widget_id, { name: 'Backend', scopes: ['events:read'], days: 1 })
  expect(await keys.open(made.secret)).toMatchObject({ widget_id, key: { scopes: ['events:read'] } })
  expect(await store.chat.eventSpan(widget_id)).toEqual({ first_id: 1, last_id: 0 })
  await keys.revoke(widget_id, made.key.key_id)
  expect(await keys.open(made.secret)).toBe(null)
  expect(await store.chat.eventSpan(widget_id)).toBe(null)

  const calls = createRepeatedCalls({ control, readDb, clock, log: silentLog })
  let acts = 0
  const once = (request_hash = 'h') =>
    calls.once({ widget_id, idempotencyKey: 'order-1', request_hash }, async () => {
      acts += 1
      return { status: 201, body: { acts } }
    })
  const outcomes = await Promise.allSettled([once(), once(), once()])
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  expect(await once()).toEqual({ answer: { status: 201, body: { acts: 1 } }, isRepeated: true })
  expect(await refusalOf(once('another'))).toMatchObject({ code: 'idempotency_reused' })
  expect(acts).toBe(1)
  await store.close()
  await remove()
})
