import { afterAll, beforeAll, expect, test } from 'bun:test'
import { OpenAPIHono } from '@hono/zod-openapi'
import { EVENT_TYPES } from '@imbachat/protocol/http/api/event-catalogue'
import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { realChat } from '../../../sdk/src/testing/real-chat.ts'
import { browser } from '../notifications/push/testing/push-browser.ts'
import type { HttpEnv } from './http-env.ts'
import { openapiRoute } from './openapi.ts'
import { type Asked, type Dashboard, startDashboard } from './testing/dashboard.ts'
import { describedBy } from './testing/described.ts'

interface Documented {
  operationId?: string
  parameters?: { name: string; in: string; required: boolean }[]
  responses: Record<string, { headers?: Record<string, object>; content?: Record<string, { schema: object }> }>
}

interface Document {
  openapi: string
  paths: Record<string, Record<string, Documented>>
  webhooks: Record<string, { post: { requestBody: { content: Record<string, { example: unknown }> } } }>
  components: { schemas: Record<string, object> }
}

let dashboard: Dashboard
let document: Document
let cookie: string
let params: { widget_id: number }
let endpoint: { widget_id: number; endpoint_id: string }

beforeAll(async () => {
  dashboard = await startDashboard()
  document = (await (await dashboard.fetch('/openapi.json')).json()) as Document
  cookie = await dashboard.signedIn('ann@shop.example')
  params = { widget_id: (await dashboard.widgets.create(await accountId(), { name: 'Shop' })).id }
  endpoint = { ...params, endpoint_id: 'we_0' }
})

afterAll(() => dashboard.stop())

/** What is answered beside the routes of the router. */
const BESIDE = /^(realtime|upload)\./

const accountId = async () => (await dashboard.accounts.first())?.account_id ?? null

test.each(['/openapi.json', '/asyncapi.json'])('%s is built once, however often it is requested', async (path) => {
  const app = new OpenAPIHono<HttpEnv>()
  let built = 0
  const config = {
    cookieName: 'session',
    get publicUrl() {
      built++
      return 'https://chat.example'
    },
  }
  openapiRoute(app, config)
  const asked = [await app.request(path), await app.request(path)]
  expect(asked.map(({ headers }) => headers.get('content-type'))).toEqual(['application/json', 'application/json'])
  const [first, again] = await Promise.all(asked.map((answer) => answer.text()))
  expect([first, built]).toEqual([again as string, 1])
})

test('REST-9 the document is valid OpenAPI 3.1 and every operation in it has a name of its own', async () => {
  const { valid, errors } = await new Validator().validate({ ...document })
  expect([valid, errors]).toEqual([true, undefined])
  expect(document.openapi).toBe('3.1.0')
  const names = operations().map(({ operationId }) => operationId)
  expect(names).not.toContain(undefined)
  expect(new Set(names).size).toBe(names.length)
})

test('REST-9 webhooks are described by type, with an example that matches', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ ...document }, 'openapi')
  expect(Object.keys(document.webhooks)).toEqual([...EVENT_TYPES])
  for (const type of EVENT_TYPES) {
    const place = ['webhooks', type, 'post', 'requestBody', 'content', 'application~1json']
    const { example } = document.webhooks[type]?.post.requestBody.content['application/json'] ?? {}
    const validate = ajv.compile({ $ref: `openapi#/${place.map(encodeURIComponent).join('/')}/schema` })
    expect([type, validate(example), validate.errors]).toEqual([type, true, null])
  }
})

test('REST-9 calls of the server API name the headers that they take and answer', () => {
  const { parameters = [], responses } = document.paths['/v3/rooms/{room}/messages']?.post ?? { responses: {} }
  expect(parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }))
  expect(Object.keys(responses[201]?.headers ?? {})).toEqual(['RateLimit', 'RateLimit-Policy', 'Idempotent-Replayed'])
  expect(Object.keys(responses[429]?.headers ?? {})).toContain('Retry-After')
  const read = document.paths['/v3/rooms/{room}/messages']?.get
  expect(read?.parameters?.filter((parameter) => parameter.in === 'header')).toEqual([])
})

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods))

test('REST-9 patterns of the document can be read by every program, and match what the server takes', () => {
  const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => text)
  expect(patterns.length).toBeGreaterThan(30)
  for (const pattern of new Set(patterns)) {
    expect(JSON.parse(pattern)).not.toMatch(/\$\/[a-z]+$/)
    expect(() => new RegExp(JSON.parse(pattern), 'u')).not.toThrow()
  }
})

test('REST-9 the document takes the examples of docs/rest-api.md, and no field is required that may be left out', () => {
  const described = describedBy(dashboard.router)
  const call = (name: string) => `/imbachat/v2/{imba_id}/${name}`
  const problems = [
    described.request(call('create_room'), 'post', { room_is_public: 1 }),
    described.request(call('create_room'), 'post', { users_ids: [1, 'P11', { user_id: 1 }] }),
    described.request(call('create_room'), 'post', { users_ids: '1,2' }),
    described.request(call('send_msg'), 'post', {
      user_id: 1,
      to_user_id: 2,
      message: 'hi',
      entities: [{ type: 'bold', offset: 0, length: 2 }],
      card: { title: 'Order 17', buttons: [{ label: 'Cancel' }, { type: 'event', label: 'Pay', id: 'pay' }] },
    }),
    described.answer(call('create_room'), 'post', 200, {
      success: true,
      room: { id: 1, room_id: 1, room_type: 1, room_pipe: 'a', room_title: 'A', room_is_public: 0 },
      created: true,
    }),
  ]
  expect(problems).toEqual([null, null, null, null, null])
  expect(described.request(call('create_room'), 'post', { room_is_public: 'maybe' })).toContain('room_is_public')
  expect(described.request(call('send_msg'), 'post', { user_id: 1 })).toContain("required property 'message'")
})

test('REST-9 the document has the answers beside the routes: streams, polls, a note, uploads', async () => {
  const chat = await realChat()
  const beside = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId = '' }]) => BESIDE.test(operationId))
      .map(([method, { operationId = '', responses }]) => ({ path, method, operationId, responses })),
  )
  expect(beside.map(({ operationId }) => operationId).sort()).toEqual([
    'realtime.appeal',
    'realtime.frames',
    'realtime.poll',
    'realtime.stream',
    'upload.delete',
    'upload.head',
    'upload.patch',
  ])
  for (const { path, method, operationId, responses } of beside) {
    const url = `${chat.url}${path.replace('{widget_id}', String(chat.widgetId)).replace('{upload_id}', 'x'.repeat(22))}`
    const asked = await fetch(url, { method: method.toUpperCase(), ...(method === 'post' && { body: 'nonsense' }) })
    expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining([String(asked.status)])])
    await asked.body?.cancel()
  }
  await chat.end()
})

test('the registered and the described operations are the same', () => {
  const registered = dashboard.router.routes
    .filter((route) => route.method !== 'ALL')
    .map(
      (route) => `${route.method} ${route.path.replace('/*', '/{screen}').replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`,
    )
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId = '' }]) => !BESIDE.test(operationId))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
  expect([...new Set(described)].sort()).toEqual([...new Set(registered)].sort())
})

/**
 * Real calls: what each operation is asked, and the status that it must answer. One that is not here fails the test
 * below.
 */
const calls: Record<DashboardOperationId, [status: number, asked: () => Asked][]> = {
  'session.get': [
    [200, () => ({})],
    [200, () => ({ cookie })],
  ],
  'session.sign_in': [
    [200, () => ({ body: { email: 'ann@shop.example', password: 'correct horse battery' } })],
    [401, () => ({ body: { email: 'ann@shop.example', password: 'wrong' } })],
    [422, () => ({ body: { email: 'ann', password: 'wrong' } })],
    [400, () => ({ headers: { 'content-type': 'application/json' } })],
    [403, () => ({ body: {}, headers: { 'sec-fetch-site': 'cross-site' } })],
  ],
  'session.sign_out': [[200, () => ({})]],
  'setup.claim': [
    [403, () => ({ body: { token: 'x', email: 'eve@evil.example', password: 'correct horse battery' } })],
    [422, () => ({ body: { token: 'x', email: 'eve@evil.example', password: 'short' } })],
  ],
  'password.change': [
    [401, () => ({ body: {} })],
    [422, () => ({ cookie, body: { current_password: 'x', new_password: 'a new long password' } })],
  ],
  'session.second_factor': [[401, () => ({ body: { code: '123456' } })]],
  'account.mails': [[200, () => ({ cookie })]],
  'account.change_mails': [[200, () => ({ cookie, body: { topics: { site: false } } })]],
  'account.test_mail': [[403, () => ({ cookie, body: { topic: 'waiting' } })]],
  'account.push': [[200, () => ({ cookie })]],
  'account.turn_on_push': [
    [200, () => ({ cookie, body: { subscription: { endpoint: 'http://127.0.0.1:1/x', keys: browser().keys } } })],
    [422, () => ({ cookie, body: { subscription: { endpoint: 'ftp://127.0.0.1/x', keys: browser().keys } } })],
  ],
  'account.turn_off_push': [[200, () => ({ cookie })]],
  'account.safety': [[200, () => ({ cookie })]],
  'account.end_sessions': [[404, () => ({ cookie, body: { session_id: 'x' } })]],
  'two_factor.start': [[422, () => ({ cookie, body: { password: 'wrong' } })]],
  'two_factor.confirm': [[422, () => ({ cookie, body: { code: '123456' } })]],
  'two_factor.renew_codes': [[403, () => ({ cookie, body: { password: 'wrong' } })]],
  'two_factor.stop': [[422, () => ({ cookie, body: { password: 'wrong' } })]],
  'widgets.list': [
    [200, () => ({ cookie })],
    [422, () => ({ cookie, query: { limit: '1000' } })],
    [401, () => ({})],
  ],
  'widgets.create': [
    [201, () => ({ cookie, body: { name: 'Other', origins: ['https://shop.example'], settings: { language: 'ru' } } })],
    [422, () => ({ cookie, body: { name: '' } })],
    [413, () => ({ cookie, body: { name: 'x'.repeat(100_000) } })],
  ],
  'widgets.get': [
    [200, () => ({ cookie, params })],
    [404, () => ({ cookie, params: { widget_id: 999 } })],
  ],
  'widgets.change': [
    [200, () => ({ cookie, params, body: { users_info_url: 'https://shop.example/{ids}' } })],
    [422, () => ({ cookie, params, body: { unknown: 1 } })],
  ],
  'widgets.contents': [[200, () => ({ cookie, params })]],
  'widgets.delete': [[422, () => ({ cookie, params, body: { name: 'another' } })]],
  'widget_keys.reveal': [
    [200, () => ({ cookie, params, body: { key: 'api_login' } })],
    [422, () => ({ cookie, params, body: { key: 'all' } })],
  ],
  'widget_keys.rotate': [
    [200, () => ({ cookie, params, body: { kind: 'secret_key' } })],
    [422, () => ({ cookie, params, body: { kind: 'all' } })],
  ],
  'widget_keys.states': [[200, () => ({ cookie, params })]],
  'widget_keys.extend': [
    [200, () => ({ cookie, params, body: { kind: 'secret_key', hours: 48 } })],
    [404, () => ({ cookie, params, body: { kind: 'api_password', hours: 48 } })],
    [422, () => ({ cookie, params, body: { kind: 'secret_key', hours: 721 } })],
  ],
  'widget_keys.retire': [[200, () => ({ cookie, params, body: { kind: 'secret_key' } })]],
  'webhooks.list': [[200, () => ({ cookie, params })]],
  'webhooks.create': [
    [201, () => ({ cookie, params, body: { url: 'https://shop.example/hook', types: ['message.created'] } })],
    [422, () => ({ cookie, params, body: { url: 'shop.example' } })],
  ],
  'webhooks.change': [[404, () => ({ cookie, params: endpoint, body: { on: false } })]],
  'webhooks.delete': [[404, () => ({ cookie, params: endpoint })]],
  'webhooks.reveal_secret': [[404, () => ({ cookie, params: endpoint })]],
  'webhooks.rotate_secret': [
    [404, () => ({ cookie, params: endpoint, body: {} })],
    [422, () => ({ cookie, params: endpoint, body: { hours: 721 } })],
  ],
  'notifications.figures': [[200, () => ({ cookie, params })]],
  'notifications.list': [[200, () => ({ cookie, params, query: { user_id: 'ann' } })]],
  'notifications.of_user': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'notifications.try_address': [[200, () => ({ cookie, params, body: { user_id: 'nobody' } })]],
  'notifications.test_mail': [
    [200, () => ({ cookie, params, body: { language: 'ar' } })],
    [404, () => ({ cookie, params: { widget_id: 999 }, body: { language: 'ar' } })],
    [422, () => ({ cookie, params, body: { language: 'xx' } })],
  ],
  'webhooks.test': [[404, () => ({ cookie, params: endpoint })]],
  'webhooks.deliveries': [[404, () => ({ cookie, params: endpoint })]],
  'webhooks.delivery': [[404, () => ({ cookie, params: { ...endpoint, event_id: '1' } })]],
  'webhooks.retry': [[404, () => ({ cookie, params: { ...endpoint, event_id: '1' } })]],
  'webhooks.replay': [[404, () => ({ cookie, params: endpoint, body: { from: 0 } })]],
  'site.connection_test': [
    [200, () => ({ cookie, params, body: { user_id: 7, users_info_url: 'http://10.0.0.1/users' } })],
    [404, () => ({ cookie, params: { widget_id: 999 }, body: { user_id: 7 } })],
  ],
  'overview.get': [[200, () => ({ cookie, params })]],
  'statistics.get': [
    [200, () => ({ cookie, params, query: { from: '0', to: '86400000', by: 'hour' } })],
    [422, () => ({ cookie, params, query: { from: '0', to: '86400000000000' } })],
  ],
  'rules.get': [[200, () => ({ cookie, params })]],
  'rules.change': [
    [200, () => ({ cookie, params, body: { revision: 0, same_text: { people: 5, action: 'flag' } } })],
    [422, () => ({ cookie, params, body: { revision: 0, lists: [{}] } })],
    [409, () => ({ cookie, params, body: { revision: 7 } })],
  ],
  'rules.try': [[200, () => ({ cookie, params, body: { text: 'hello' } })]],
  'team.list': [[200, () => ({ cookie, params })]],
  'team.invite': [
    [201, () => ({ cookie, params, body: { role: 'moderator', note: 'Ben' } })],
    [422, () => ({ cookie, params, body: { role: 'king' } })],
  ],
  'team.revoke_invite': [[404, () => ({ cookie, params: { ...params, invite_id: 'x' } })]],
  'team.change_role': [[404, () => ({ cookie, params: { ...params, account_id: 'x' }, body: { role: 'admin' } })]],
  'team.remove': [[404, () => ({ cookie, params: { ...params, account_id: 'x' } })]],
  'team.leave': [[403, () => ({ cookie, params })]],
  'team.hand_over': [[404, () => ({ cookie, params: { ...params, account_id: 'x' } })]],
  'join.look': [[404, () => ({ body: { token: 'x' } })]],
  'join.accept': [
    [404, () => ({ cookie, body: { token: 'x' } })],
    [401, () => ({ body: { token: 'x' } })],
  ],
  'join.sign_up': [
    [404, () => ({ body: { token: 'x', email: 'eve@evil.example', password: 'correct horse battery' } })],
    [422, () => ({ body: { token: 'x', email: 'eve@evil.example', password: 'short' } })],
  ],
  'audit.list': [
    [200, () => ({ cookie, params })],
    [422, () => ({ cookie, params, query: { cursor: 'x' } })],
  ],
  'reports.list': [
    [200, () => ({ cookie, params })],
    [422, () => ({ cookie, params, query: { state: 'all' } })],
  ],
  'reports.get': [[404, () => ({ cookie, params: { ...params, report_id: 'x' } })]],
  'reports.claim': [[404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { claimed: true } })]],
  'reports.decide': [
    [404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { act: 'dismiss' } })],
    [422, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { act: 'forget' } })],
  ],
  'reports.decide_many': [
    [200, () => ({ cookie, params, body: { report_ids: ['x'], act: 'dismiss' } })],
    [422, () => ({ cookie, params, body: { report_ids: [], act: 'dismiss' } })],
  ],
  'reports.undo': [[404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: {} })]],
  'reports.assign': [[404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { to: 'me' } })]],
  'reports.snooze': [[404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { until: null } })]],
  'reports.note': [[404, () => ({ cookie, params: { ...params, report_id: 'x' }, body: { text: 'Gold again' } })]],
  'moderation.figures': [
    [200, () => ({ cookie, params })],
    [422, () => ({ cookie, params, query: { days: '0' } })],
  ],
  'moderation.status': [[200, () => ({ cookie, params })]],
  'people.list': [
    [200, () => ({ cookie, params, query: { query: 'ann' } })],
    [422, () => ({ cookie, params, query: { filter: 'some' } })],
  ],
  'people.get': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'people.rooms': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'people.held': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'people.decide_held': [
    [404, () => ({ cookie, params, body: { user_id: 'nobody', room_id: 1, client_id: 'x', publish: true } })],
  ],
  'people.devices': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'people.files': [
    [404, () => ({ cookie, params, body: { user_id: 'nobody', reason: 'A report' } })],
    [422, () => ({ cookie, params, body: { user_id: 'nobody', reason: '' } })],
  ],
  'people.open_file': [
    [404, () => ({ cookie, params, body: { user_id: 'nobody', file_id: 'x', reason: 'A report' } })],
  ],
  'people.sign_out': [[404, () => ({ cookie, params, body: { user_id: 'nobody' } })]],
  'people.refresh': [[404, () => ({ cookie, params, body: { user_id: 'nobody' } })]],
  'people.restrict': [
    [404, () => ({ cookie, params, body: { user_id: 'nobody', kind: 'mute', minutes: 60 } })],
    [422, () => ({ cookie, params, body: { user_id: 'nobody', kind: 'mute', minutes: 0 } })],
  ],
  'people.lift': [[404, () => ({ cookie, params, body: { user_id: 'nobody', kind: 'mute' } })]],
  'people.timeline': [[404, () => ({ cookie, params, query: { user_id: 'nobody' } })]],
  'people.restrict_many': [
    [200, () => ({ cookie, params, body: { user_ids: ['nobody'], kind: 'mute', minutes: 60 } })],
    [422, () => ({ cookie, params, body: { user_ids: [], kind: 'mute' } })],
  ],
  'people.lift_many': [
    [200, () => ({ cookie, params, body: { user_ids: ['nobody'], kind: 'mute' } })],
    [422, () => ({ cookie, params, body: { user_ids: ['nobody'], kind: 'warn' } })],
  ],
  'people.note': [[404, () => ({ cookie, params, body: { user_id: 'nobody', text: 'Note' } })]],
  'people.forget_note': [[404, () => ({ cookie, params, body: { user_id: 'nobody', note_id: 'x' } })]],
  'people.delete_messages': [[404, () => ({ cookie, params, body: { user_id: 'nobody' } })]],
  'people.erase': [[404, () => ({ cookie, params, body: { user_id: 'nobody', confirm: 'nobody' } })]],
  'people.export': [[404, () => ({ cookie, params, body: { user_id: 'nobody', cursor: null } })]],
  'widget_rooms.list': [[200, () => ({ cookie, params, query: { query: 'x' } })]],
  'widget_rooms.figures': [[404, () => ({ cookie, params: { ...params, room_id: 999 } })]],
  'widget_rooms.timeline': [[404, () => ({ cookie, params: { ...params, room_id: 999 } })]],
  'widget_rooms.get': [[404, () => ({ cookie, params: { ...params, room_id: 999 } })]],
  'widget_rooms.create': [
    [201, () => ({ cookie, params, body: { title: 'Room' } })],
    [422, () => ({ cookie, params, body: { title: '' } })],
  ],
  'widget_rooms.change': [[404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { frozen: true } })]],
  'widget_rooms.change_many': [
    [200, () => ({ cookie, params, body: { room_ids: [999], archived: true } })],
    [422, () => ({ cookie, params, body: { room_ids: [] } })],
  ],
  'widget_rooms.hand_over': [[404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { to: 'people' } })]],
  'widget_rooms.read': [
    [404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { reason: 'A complaint' } })],
    [422, () => ({ cookie, params: { ...params, room_id: 999 }, body: { reason: '' } })],
  ],
  'widget_rooms.members': [
    [404, () => ({ cookie, params: { ...params, room_id: 999 }, query: { query: 'x' } })],
    [422, () => ({ cookie, params: { ...params, room_id: 999 } })],
  ],
  'widget_rooms.add_members': [
    [404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { user_ids: ['1'] } })],
    [422, () => ({ cookie, params: { ...params, room_id: 999 }, body: { user_ids: [] } })],
  ],
  'widget_rooms.remove_members': [
    [404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { user_ids: ['1'] } })],
  ],
  'widget_rooms.change_role': [
    [404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { user_id: '1', role: 'admin' } })],
  ],
  'widget_rooms.contents': [[404, () => ({ cookie, params: { ...params, room_id: 999 } })]],
  'widget_rooms.delete': [[404, () => ({ cookie, params: { ...params, room_id: 999 }, body: { confirm: 'Club' } })]],
  'broadcasts.list': [[200, () => ({ cookie, params })]],
  'broadcasts.preview': [[404, () => ({ cookie, params, body: { sender_id: 'nobody' } })]],
  'broadcasts.send': [
    [404, () => ({ cookie, params, body: { sender_id: 'nobody', text: 'Hello' } })],
    [422, () => ({ cookie, params, body: { sender_id: 'nobody', text: '' } })],
  ],
  'broadcasts.stop': [[404, () => ({ cookie, params: { ...params, broadcast_id: 'x' }, body: {} })]],
  'server.check_calls': [
    [200, () => ({ cookie })],
    [401, () => ({})],
  ],
  'call_tests.start': [[200, () => ({ cookie, params })]],
  'call_tests.answer': [[409, () => ({ cookie, params, body: { test_id: 'x', sdp: 'v=0' } })]],
  'server.overview': [
    [200, () => ({ cookie })],
    [401, () => ({})],
  ],
  'server.accounts': [[200, () => ({ cookie, query: { query: 'ann', filter: 'administrators' } })]],
  'server.disable_account': [[404, () => ({ cookie, params: { account_id: 'x' } })]],
  'server.enable_account': [[404, () => ({ cookie, params: { account_id: 'x' } })]],
  'server.end_sessions': [[404, () => ({ cookie, params: { account_id: 'x' } })]],
  'server.stop_two_factor': [[404, () => ({ cookie, params: { account_id: 'x' } })]],
  'server.reset_link': [[404, () => ({ cookie, params: { account_id: 'x' } })]],
  'reset.ask': [
    [404, () => ({ body: { email: 'ann@shop.example' } })],
    [422, () => ({ body: { email: 'ann' } })],
  ],
  'reset.look': [[404, () => ({ body: { token: 'x' } })]],
  'reset.finish': [
    [404, () => ({ body: { token: 'x', password: 'a new long password' } })],
    [422, () => ({ body: { token: 'x', password: 'short' } })],
  ],
  'server.widgets': [
    [200, () => ({ cookie, query: { query: 'Sh_p%' } })],
    [422, () => ({ cookie, query: { cursor: 'x' } })],
  ],
  'server.widget_contents': [[200, () => ({ cookie, params })]],
  'server.suspend_widget': [[404, () => ({ cookie, params: { widget_id: 999 }, body: {} })]],
  'server.resume_widget': [[200, () => ({ cookie, params })]],
  'server.set_quotas': [
    [200, () => ({ cookie, params, body: { file_mb: 5, connections: null, rest_calls_per_second: 0 } })],
    [422, () => ({ cookie, params, body: { file_mb: -1, connections: null, rest_calls_per_second: 0 } })],
  ],
  'server.storage': [[200, () => ({ cookie })]],
  'server.jobs': [
    [200, () => ({ cookie, query: { state: 'waiting' } })],
    [422, () => ({ cookie, query: { cursor: 'x' } })],
  ],
  'server.replay_job': [[404, () => ({ cookie, params: { ...params, job_id: 'x' } })]],
  'server.replay_jobs': [[200, () => ({ cookie })]],
  'server.delete_job': [[404, () => ({ cookie, params: { ...params, job_id: 'x' } })]],
  'server.backups': [[200, () => ({ cookie })]],
  'server.start_backup': [
    [200, () => ({ cookie })],
    [409, () => ({ cookie })],
  ],
  'server.audit': [[200, () => ({ cookie })]],
  'server.test_mail': [[404, () => ({ cookie, body: {} })]],
  'appeals.list': [[200, () => ({ cookie, params })]],
  'appeals.answer': [[404, () => ({ cookie, params, body: { restriction_id: 'x', accept: true } })]],
  'monitor.start': [
    [200, () => ({ cookie, params, body: { reason: 'A complaint' } })],
    [422, () => ({ cookie, params, body: { reason: '' } })],
  ],
  'monitor.list': [
    [403, () => ({ cookie, params, query: { session: 'x' } })],
    [422, () => ({ cookie, params })],
  ],
  'monitor.delete': [[404, () => ({ cookie, params, body: { room_id: 999, seq: 1 } })]],
  'tasks.list': [[200, () => ({ cookie, params })]],
  'tasks.stop': [[404, () => ({ cookie, params: { ...params, task_id: 'x' }, body: {} })]],
  'before_send.status': [[200, () => ({ cookie, params })]],
  'before_send.test': [
    [200, () => ({ cookie, params, body: { before_send_url: 'http://10.0.0.1/', text: 'hello' } })],
    [422, () => ({ cookie, params, body: { before_send_url: 'shop', text: 'hello' } })],
  ],
  'site.search_test': [
    [200, () => ({ cookie, params, body: { search_users_url: 'http://10.0.0.1/{query}', query: 'ann' } })],
    [422, () => ({ cookie, params, body: { search_users_url: 'http://10.0.0.1/', query: 'ann' } })],
  ],
  'site.friends_test': [
    [200, () => ({ cookie, params, body: { friends_url: 'http://10.0.0.1/{user_id}', user_id: 7 } })],
  ],
  'site_sign_in.get': [[200, () => ({ cookie, params })]],
  'site_sign_in.turn_on': [
    [200, () => ({ cookie, params, body: { most_role: 'viewer', back_to: ['https://shop.example/admin'] } })],
    [422, () => ({ cookie, params, body: { most_role: 'owner', back_to: ['https://shop.example/admin'] } })],
  ],
  'site_sign_in.change': [
    [200, () => ({ cookie, params, body: { most_role: 'admin', back_to: ['https://shop.example/admin'] } })],
    [422, () => ({ cookie, params, body: { most_role: 'admin', back_to: [] } })],
  ],
  'site_sign_in.turn_off': [[200, () => ({ cookie, params })]],
  'site_sign_in.look': [[404, () => ({ body: { ticket: 'x' } })]],
  'site_sign_in.finish': [[404, () => ({ body: { ticket: 'x' } })]],
  'connect.create_code': [
    [201, () => ({ cookie, params })],
    [404, () => ({ cookie, params: { widget_id: 999 } })],
  ],
  'connect.status': [[200, () => ({ cookie, params })]],
  'site.page_check': [
    [200, () => ({ cookie, params, body: { url: 'http://10.0.0.1/' } })],
    [422, () => ({ cookie, params, body: { url: 'shop' } })],
  ],
  'test_users.list': [[200, () => ({ cookie, params })]],
  'test_users.open': [
    [200, () => ({ cookie, params, body: { language: 'ru' } })],
    [422, () => ({ cookie, params, body: { language: 'xx' } })],
  ],
  'test_users.remove': [[200, () => ({ cookie, params })]],
  'site.token_test': [[200, () => ({ cookie, params, body: { token: 'a.b.c' } })]],
  'api_keys.list': [[200, () => ({ cookie, params })]],
  'api_keys.create': [
    [201, () => ({ cookie, params, body: { name: 'Shop', scopes: ['messages:write'] } })],
    [422, () => ({ cookie, params, body: { name: 'Shop', scopes: [] } })],
  ],
  'api_keys.revoke': [[404, () => ({ cookie, params: { ...params, key_id: 'x' } })]],
  'widget_bots.list': [[200, () => ({ cookie, params })]],
  'widget_bots.put': [
    [200, () => ({ cookie, params: { ...params, user_id: 'helper' }, body: { name: 'Helper' } })],
    [422, () => ({ cookie, params: { ...params, user_id: 'other' }, body: {} })],
  ],
  'widget_bots.create_key': [
    [201, () => ({ cookie, params: { ...params, user_id: 'helper' }, body: {} })],
    [404, () => ({ cookie, params: { ...params, user_id: 'nobody' }, body: {} })],
  ],
  'widget_bots.revoke_keys': [
    [200, () => ({ cookie, params: { ...params, user_id: 'helper' } })],
    [404, () => ({ cookie, params: { ...params, user_id: 'nobody' } })],
  ],
  'site.status': [[200, () => ({ cookie, params })]],
}

for (const [id, list] of Object.entries(calls) as [DashboardOperationId, (typeof calls)[DashboardOperationId]][]) {
  for (const [index, [status, asked]] of list.entries()) {
    test(`${id} answers ${status} as the document says (${index + 1})`, async () => {
      const answer = await dashboard.ask(id, asked())
      expect(answer.status).toBe(status)
      const { method, path } = dashboardOperations[id]
      const schema = document.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema
      if (schema === undefined) throw new Error(`${id} does not say that it may answer ${status}`)
      const parsed = standalone(schema).safeParse(await answer.json())
      expect(parsed.error?.issues ?? []).toEqual([])
      expect(answer.headers.get('content-type')).toStartWith('application/json')
    })
  }
}

test.each(['/health', '/ready'])('%s answers as the document says, ready and draining', async (path) => {
  const fresh = await startDashboard()
  for (const status of [200, 503]) {
    const answer = await fresh.fetch(path)
    expect(answer.status).toBe(status)
    const schema = document.paths[path]?.get?.responses[status]?.content?.['application/json']?.schema
    expect(standalone(schema as object).safeParse(await answer.json()).success).toBe(true)
    fresh.drain()
  }
  await fresh.stop()
})

test('a described schema refuses what it should: this test can fail', () => {
  const schema = document.paths['/api/dashboard/v1/session']?.get?.responses[200]?.content?.['application/json']?.schema
  expect(standalone(schema as object).safeParse({ account: 7 }).success).toBe(false)
})

/** A schema of the document with what it refers to, as a validator. */
const standalone = (schema: object) =>
  z.fromJSONSchema(
    JSON.parse(
      JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/'),
    ),
  )
