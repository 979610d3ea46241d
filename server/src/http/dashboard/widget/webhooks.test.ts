import { afterAll, beforeAll, expect, test } from 'bun:test'
import type {
  DashboardOperationId,
  WebhookAttempt,
  WebhookEndpoint,
  WebhookSecret,
} from '@imbachat/protocol/http/dashboard'
import { type Receiver, startReceiver } from '../../../webhooks/testing/receiver.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let receiver: Receiver
let ann: string
let widget_id: number

beforeAll(async () => {
  dashboard = await startDashboard('https://chat.example', { limits: { WEBHOOK_ENDPOINTS: 2 } })
  receiver = startReceiver(dashboard.clock)
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
})
afterAll(async () => {
  receiver.stop()
  await dashboard.stop()
})

interface Answer {
  endpoints: WebhookEndpoint[]
  endpoint: WebhookEndpoint
  secrets: WebhookSecret[]
  attempt: WebhookAttempt
  deliveries: unknown[]
}

async function ask(id: DashboardOperationId, more: { params?: object; body?: unknown } = {}): Promise<Answer> {
  const answer = await dashboard.ask(id, { cookie: ann, ...more, params: { widget_id, ...more.params } })
  expect([id, answer.ok]).toEqual([id, true])
  return (await answer.json()) as Answer
}

const create = async (url = receiver.url) => {
  const { endpoint, secrets } = await ask('webhooks.create', { body: { url, description: 'Shop backend' } })
  return { endpoint, secrets, params: { endpoint_id: endpoint.endpoint_id } }
}

test('HOOK-16 the team adds, changes and deletes endpoints, and the audit log says so without secrets', async () => {
  const { endpoint, secrets, params } = await create()
  expect(endpoint).toMatchObject({ state: 'on', types: null, waiting: 0, dead: 0, description: 'Shop backend' })
  expect(secrets[0]?.value).toMatch(/^whsec_[\w+/]{43}=$/)
  expect((await ask('webhooks.list')).endpoints).toEqual([endpoint])
  expect((await ask('webhooks.reveal_secret', { params })).secrets).toEqual(secrets)

  const body = { on: false, types: ['message.created'] }
  const { endpoint: off } = await ask('webhooks.change', { params, body })
  expect(off).toMatchObject({ state: 'off', off_reason: 'owner', types: ['message.created'] })
  expect((await ask('webhooks.change', { params, body: { on: true } })).endpoint).toMatchObject({ state: 'on' })
  const { secrets: rotated } = await ask('webhooks.rotate_secret', { params, body: { hours: 1 } })
  expect(rotated.map(({ value }) => value)[1]).toBe(secrets[0]?.value ?? '')
  dashboard.clock.elapse(3_600_000)
  expect((await ask('webhooks.reveal_secret', { params })).secrets.length).toBe(1)
  await ask('webhooks.delete', { params })
  expect((await ask('webhooks.list')).endpoints).toEqual([])

  const entries = await dashboard.store.readDb
    .selectFrom('audit')
    .selectAll()
    .where('action', 'like', 'webhooks.%')
    .execute()
  expect(new Set(entries.map(({ action }) => action))).toEqual(
    new Set([
      'webhooks.create',
      'webhooks.reveal_secret',
      'webhooks.change',
      'webhooks.rotate_secret',
      'webhooks.delete',
    ]),
  )
  expect(JSON.stringify(entries)).not.toContain('whsec_')
  expect(entries.every(({ target }) => target === receiver.url)).toBe(true)
})

test('HOOK-16 a test event is signed, and its request and answer are shown', async () => {
  const { secrets, params } = await create()
  receiver.setSecret(secrets[0]?.value ?? '')
  receiver.onMessage(() => new Response('thank you'))
  const { attempt } = await ask('webhooks.test', { params })
  expect(receiver.refused).toEqual([])
  expect(receiver.taken).toMatchObject([{ type: 'webhook.test' }])
  expect(attempt).toMatchObject({ status: 200, problem: null, answer: 'thank you', request: { url: receiver.url } })
  expect(attempt.request?.body).toBe(receiver.taken[0]?.body ?? '')
  expect(JSON.stringify(attempt)).not.toContain('v1,')
  await ask('webhooks.delete', { params })
})

test('HOOK-8 an address inside the network is not called', async () => {
  const { params } = await create('http://10.0.0.1/hook')
  expect((await ask('webhooks.test', { params })).attempt).toMatchObject({
    status: null,
    problem: 'address_not_allowed',
  })
  await ask('webhooks.delete', { params })
})

test('HOOK-16 endpoints of a widget are not found by owners of others', async () => {
  const bob = await dashboard.signedIn('bob@other.example')
  const made = await dashboard.ask('widgets.create', { cookie: bob, body: { name: 'Other' } })
  const { widget } = (await made.json()) as { widget: { widget_id: number } }
  const { params } = await create()
  for (const id of [widget_id, widget.widget_id]) {
    for (const operation of ['webhooks.deliveries', 'webhooks.reveal_secret', 'webhooks.delete'] as const) {
      const refused = await dashboard.ask(operation, { cookie: bob, params: { ...params, widget_id: id } })
      expect([id, operation, refused.status]).toEqual([id, operation, 404])
    }
  }
  await ask('webhooks.delete', { params })
})

test.each(['shop.example', 'ftp://shop.example/', 'https://ann:secret@shop.example/', 'https://shop.example/#a', ''])(
  'an address such as %j is refused with its field',
  async (url) => {
    const refused = await dashboard.ask('webhooks.create', { cookie: ann, params: { widget_id }, body: { url } })
    expect([refused.status, (await errorOf(refused)).field]).toEqual([422, 'url'])
  },
)

test('above WEBHOOK_ENDPOINTS a widget gets no further endpoint', async () => {
  const made = [await create(), await create()]
  const refused = await dashboard.ask('webhooks.create', {
    cookie: ann,
    params: { widget_id },
    body: { url: receiver.url },
  })
  expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'forbidden'])
  for (const { params } of made) await ask('webhooks.delete', { params })
})

test('a widget has a log of events as long as it has an endpoint', async () => {
  const span = () => dashboard.store.chat.eventSpan(widget_id)
  expect(await span()).toBeNull()
  const { params } = await create()
  expect(await span()).not.toBeNull()
  await ask('webhooks.delete', { params })
  expect(await span()).toBeNull()
})
