import { afterAll, beforeAll, expect, test } from 'bun:test'
import { API_KEY_PREFIX, type ApiKeyView } from '@imbachat/protocol/http/widget/api-keys'
import { eventually } from '../../../../e2e/stage/eventually.ts'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
beforeAll(async () => {
  site = await startApiSite()
})
afterAll(() => site.stop())

const listed = async (widget_id = site.shop) => {
  const answer = await site.dashboard.ask('api_keys.list', { params: { widget_id }, cookie: site.cookie })
  return ((await answer.json()) as { keys: ApiKeyView[] }).keys
}
const revoke = (key_id: string, widget_id = site.shop) =>
  site.dashboard.ask('api_keys.revoke', { params: { widget_id, key_id }, cookie: site.cookie })

test('API-1 a key is shown once, and the store has its hash alone', async () => {
  const { secret, key } = await site.makeKey()
  expect(secret).toMatch(new RegExp(`^${API_KEY_PREFIX}[A-Za-z0-9]{40}$`))
  expect(JSON.stringify(await listed())).not.toContain(secret)
  const rows = await site.dashboard.store.readDb.selectFrom('api_key').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(secret)
  expect((await listed()).find(({ key_id }) => key_id === key.key_id)).toMatchObject({
    name: 'Backend',
    start: secret.slice(0, API_KEY_PREFIX.length + 4),
    created_by: 'ann@shop.example',
    used_at: null,
  })
  const entries = await site.dashboard.store.readDb.selectFrom('audit').selectAll().execute()
  expect(entries.map(({ action }) => action)).toContain('api_keys.create')
  expect(JSON.stringify(entries)).not.toContain(secret)
})

test('API-2 a revoked key is refused from the next call on, and stays in the list', async () => {
  const { secret, key } = await site.makeKey()
  expect((await site.call('key.get', { secret })).status).toBe(200)
  expect((await revoke(key.key_id)).status).toBe(200)
  expect(await site.refusal('key.get', { secret })).toEqual([401, 'not_authenticated'])
  const { revoked_at } = (await listed()).find(({ key_id }) => key_id === key.key_id) ?? {}
  expect(revoked_at).toBe(site.dashboard.clock.now())
  site.dashboard.clock.elapse(1_000)
  await revoke(key.key_id)
  expect((await listed()).find(({ key_id }) => key_id === key.key_id)?.revoked_at).toBe(revoked_at as number)
})

test('API-2 a key whose time is over is refused', async () => {
  const { secret } = await site.makeKey(site.shop, ['messages:read'], 1)
  site.dashboard.clock.elapse(86_399_000)
  expect((await site.call('key.get', { secret })).status).toBe(200)
  site.dashboard.clock.elapse(1_000)
  expect(await site.refusal('key.get', { secret })).toEqual([401, 'not_authenticated'])
})

test('API-2 a key of another widget can not be revoked by its number', async () => {
  const { secret, key } = await site.makeKey(site.other)
  expect((await revoke(key.key_id)).status).toBe(404)
  expect((await site.call('key.get', { secret })).body).toMatchObject({ widget_id: site.other })
})

test('API-3 the list shows when a key was last used, to the minute', async () => {
  const { secret, key } = await site.makeKey()
  const usedAt = async () => (await listed()).find(({ key_id }) => key_id === key.key_id)?.used_at
  await site.call('key.get', { secret })
  const first = site.dashboard.clock.now()
  await eventually(async () => expect(await usedAt()).toBe(first))
  site.dashboard.clock.elapse(59_000)
  await site.call('key.get', { secret })
  expect(await usedAt()).toBe(first)
  site.dashboard.clock.elapse(1_000)
  await site.call('key.get', { secret })
  await eventually(async () => expect(await usedAt()).toBe(first + 60_000))
})

test('API-4 a call without a key, or with a wrong one, is refused, and too many of an address wait', async () => {
  const address = '198.51.100.9'
  const secret = `${API_KEY_PREFIX}${'x'.repeat(40)}`
  expect(await site.refusal('key.get', { secret: null, address })).toEqual([401, 'not_authenticated'])
  for (let n = 1; n < 20; n++) await site.call('key.get', { secret, address })
  const { status, headers } = await site.call('key.get', { secret, address })
  expect([status, headers.get('retry-after')]).toEqual([429, '5'])
  expect(await site.refusal('key.get', { secret: null, address })).toEqual([429, 'rate_limited'])
  expect((await site.call('key.get', { secret })).status).toBe(401)
})

test('API-4 a wrong key is refused although its body never ends', async () => {
  let end = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"user_id":"ann","text":"'))
      end = () => controller.close()
    },
  })
  const headers = {
    authorization: `Bearer ${API_KEY_PREFIX}${'x'.repeat(40)}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
  }
  const answer = await site.dashboard.fetch('/v3/rooms/1/messages', { method: 'POST', headers, body })
  expect(answer.status).toBe(401)
  end()
})

test('API-4 a valid key passes from an address whose wrong keys must wait, and a revoked one waits', async () => {
  const address = '198.51.100.10'
  const { secret, key } = await site.makeKey()
  for (let n = 0; n < 25; n++) await site.call('key.get', { secret: `${API_KEY_PREFIX}${'x'.repeat(40)}`, address })
  for (let n = 0; n < 3; n++) expect((await site.call('key.get', { secret, address })).status).toBe(200)
  const params = { widget_id: site.shop, key_id: key.key_id }
  await site.dashboard.ask('api_keys.revoke', { params, cookie: site.cookie })
  expect(await site.refusal('key.get', { secret, address })).toEqual([429, 'rate_limited'])
})

test('a widget has at most as many keys that work as the server allows', async () => {
  const small = await startApiSite({ API_KEYS_PER_WIDGET: 2 })
  const { key } = await small.makeKey()
  const body = { name: 'Third', scopes: ['messages:read'] }
  const third = () =>
    small.dashboard.ask('api_keys.create', { params: { widget_id: small.shop }, cookie: small.cookie, body })
  expect((await third()).status).toBe(409)
  const params = { widget_id: small.shop, key_id: key.key_id }
  await small.dashboard.ask('api_keys.revoke', { params, cookie: small.cookie })
  expect((await third()).status).toBe(201)
  await small.stop()
})
