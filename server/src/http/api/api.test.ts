import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ApiOperationId, apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import type { Operation } from '@imbachat/protocol/http/operation'
import { type ApiAsked, type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
let others: string
beforeAll(async () => {
  site = await startApiSite()
  others = (await site.makeKey(site.other)).secret
  await site.group('team', ['ann', 'bob'])
  await site.call('messages.send', { params: { room: 'pipe:team' }, body: { user_id: 'ann', text: 'Secret word' } })
  await site.call('users.put', { params: { user_id: 'ann' }, body: { name: 'Ann' } })
  await site.report({ room: 'pipe:team', seq: 1, reporter: 'bob' })
  report.report_id = (await site.call('reports.list')).body.reports[0].report_id
  const sent = await site.call('broadcasts.send', { body: { sender_id: 'ann', text: 'Hello', user_ids: ['bob'] } })
  broadcast.broadcast_id = sent.body.broadcast.broadcast_id
  const made = await site.call('webhooks.create', { body: { url: 'https://shop.example/hook' } })
  endpoint.endpoint_id = delivery.endpoint_id = made.body.endpoint.endpoint_id
})
afterAll(() => site.stop())

const room = { room: '1' }
const message = { ...room, seq: 1 }
const ann = { user_id: 'ann' }
/** The ids of what the shop has are known once it is there. */
const report: Record<string, unknown> = {}
const broadcast: Record<string, unknown> = {}
const endpoint: Record<string, unknown> = {}
const delivery: Record<string, unknown> = { event_id: '1' }

/**
 * For each operation: what a key of the widget may ask, and what a key of another widget is told about the same. An
 * operation that is not here does not compile. null: there is nothing of the other widget that it could name.
 */
const CASES: Record<ApiOperationId, { asked: ApiAsked; others: [number, string, string?] | 'own' }> = {
  'key.get': { asked: {}, others: 'own' },
  'messages.send': {
    asked: { params: room, body: { user_id: 'ann', text: 'Hello' } },
    others: [404, 'room_not_found', 'room'],
  },
  'files.create': {
    asked: { params: room, body: { user_id: 'ann', name: 'a.txt', size: 3 } },
    others: [404, 'room_not_found', 'room'],
  },
  'files.get': { asked: { params: { ...room, file_id: 'f'.repeat(22) } }, others: [404, 'room_not_found', 'room'] },
  'messages.read': { asked: { params: room, body: { ...ann, seq: 1 } }, others: [404, 'room_not_found', 'room'] },
  'messages.list': { asked: { params: room }, others: [404, 'room_not_found', 'room'] },
  'messages.get': { asked: { params: message }, others: [404, 'room_not_found', 'room'] },
  'messages.edit': { asked: { params: message, body: { text: 'Hi' } }, others: [404, 'room_not_found', 'room'] },
  'messages.delete': { asked: { params: message }, others: [404, 'room_not_found', 'room'] },
  'messages.react': { asked: { params: { ...message, ...ann, emoji: '👍' } }, others: [404, 'room_not_found', 'room'] },
  'messages.unreact': {
    asked: { params: { ...message, ...ann, emoji: '👍' } },
    others: [404, 'room_not_found', 'room'],
  },
  'messages.pins': { asked: { params: room }, others: [404, 'room_not_found', 'room'] },
  'messages.pin': { asked: { params: message, body: ann }, others: [404, 'room_not_found', 'room'] },
  'messages.unpin': { asked: { params: message, query: ann }, others: [404, 'room_not_found', 'room'] },
  'messages.search': { asked: { params: ann, query: { query: 'secret' } }, others: [404, 'search_off'] },
  'rooms.list': { asked: {}, others: 'own' },
  'rooms.get': { asked: { params: room }, others: [404, 'room_not_found', 'room'] },
  'rooms.put': { asked: { params: room, body: { title: 'Mine' } }, others: [404, 'room_not_found', 'room'] },
  'rooms.delete': { asked: { params: room }, others: [404, 'room_not_found', 'room'] },
  'rooms.hand_over': { asked: { params: room, body: { to: 'people' } }, others: [404, 'room_not_found', 'room'] },
  'rooms.typing': { asked: { params: room, body: ann }, others: [404, 'room_not_found', 'room'] },
  'rooms.open_dialog': { asked: { body: { user_ids: ['yan', 'zed'] } }, others: 'own' },
  'members.list': { asked: { params: room }, others: [404, 'room_not_found', 'room'] },
  'members.add': { asked: { params: room, body: { user_ids: ['eve'] } }, others: [404, 'room_not_found', 'room'] },
  'members.put': { asked: { params: { ...room, user_id: 'eve' }, body: {} }, others: [404, 'room_not_found', 'room'] },
  'members.remove': { asked: { params: { ...room, ...ann } }, others: [404, 'room_not_found', 'room'] },
  'users.list': { asked: {}, others: 'own' },
  'users.get': { asked: { params: ann }, others: [404, 'user_unknown', 'user_id'] },
  'users.put': { asked: { params: { user_id: 'zoe' }, body: { name: 'Zoe' } }, others: 'own' },
  'users.unread': { asked: { params: ann }, others: 'own' },
  'users.rooms': { asked: { params: ann }, others: 'own' },
  'users.restrict': { asked: { params: ann, body: { kind: 'ban' } }, others: [404, 'user_unknown', 'user_id'] },
  'users.lift': { asked: { params: { ...ann, kind: 'ban' } }, others: [404, 'user_unknown', 'user_id'] },
  'users.sign_out': { asked: { params: { user_id: 'zoe' } }, others: 'own' },
  'users.erase': { asked: { params: { user_id: 'zoe' }, body: { confirm: 'zoe' } }, others: 'own' },
  'statistics.points': { asked: { query: { from: '0', to: '86400000' } }, others: 'own' },
  'events.list': { asked: {}, others: 'own' },
  'users.token': { asked: { params: { user_id: 'zoe' }, body: {} }, others: 'own' },
  'reports.list': { asked: {}, others: 'own' },
  'reports.get': { asked: { params: report }, others: [404, 'not_found', 'report_id'] },
  'reports.decide': {
    asked: { params: report, body: { act: 'delete' } },
    others: [404, 'not_found', 'report_id'],
  },
  'broadcasts.list': { asked: {}, others: 'own' },
  'broadcasts.preview': { asked: { body: { sender_id: 'ann' } }, others: [404, 'user_unknown', 'sender_id'] },
  'broadcasts.send': {
    asked: { body: { sender_id: 'ann', text: 'Sale' } },
    others: [404, 'user_unknown', 'sender_id'],
  },
  'broadcasts.stop': { asked: { params: broadcast, body: {} }, others: [404, 'not_found', 'broadcast_id'] },
  'settings.get': { asked: {}, others: 'own' },
  'settings.change': { asked: { body: { message_max_chars: 500 } }, others: 'own' },
  'webhooks.list': { asked: {}, others: 'own' },
  'webhooks.create': { asked: { body: { url: 'https://yan.example/hook' } }, others: 'own' },
  'webhooks.change': { asked: { params: endpoint, body: { on: false } }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.delete': { asked: { params: endpoint }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.rotate_secret': { asked: { params: endpoint, body: {} }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.test': { asked: { params: endpoint }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.deliveries': { asked: { params: endpoint }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.delivery': { asked: { params: delivery }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.retry': { asked: { params: delivery }, others: [404, 'not_found', 'endpoint_id'] },
  'webhooks.replay': { asked: { params: endpoint, body: { from: 0 } }, others: [404, 'not_found', 'endpoint_id'] },
  'import.file': { asked: { body: { name: 'a.txt', size: 3 } }, others: 'own' },
  'bots.list': { asked: {}, others: 'own' },
  'bots.put': { asked: { params: { user_id: 'helper' }, body: { name: 'Helper' } }, others: 'own' },
  'bots.create_key': {
    asked: { params: { user_id: 'clerk' }, body: {} },
    others: [404, 'user_unknown', 'user_id'],
  },
  'bots.revoke_keys': { asked: { params: { user_id: 'clerk' } }, others: [404, 'user_unknown', 'user_id'] },
  'import.history': { asked: { body: { users: [{ user_id: 'yan', name: 'Yan' }] } }, others: 'own' },
}
const cases = Object.entries(CASES) as [ApiOperationId, (typeof CASES)[ApiOperationId]][]

/** All that the shop's API shows of itself. */
async function shownOfShop(): Promise<unknown> {
  const parts = [
    await site.call('rooms.list'),
    await site.call('members.list', { params: room }),
    await site.call('messages.list', { params: room }),
    await site.call('messages.pins', { params: room }),
    await site.call('users.list'),
    await site.call('users.rooms', { params: ann }),
    await site.call('reports.list'),
    await site.call('broadcasts.list'),
    await site.call('settings.get'),
    await site.call('webhooks.list'),
  ]
  return parts.map(({ body }) => body)
}

describe('API-5 a key reaches its own widget alone', () => {
  test.each(cases)('%s', async (id, { asked, others: expected }) => {
    const before = await shownOfShop()
    if (expected === 'own') {
      const { status, body } = await site.call(id, { ...asked, secret: others })
      expect(status).toBeLessThan(300)
      expect(JSON.stringify(body)).not.toContain('team')
      expect(JSON.stringify(body)).not.toContain('Secret word')
      expect(JSON.stringify(body)).not.toContain('shop.example')
    } else {
      expect(await site.refusal(id, { ...asked, secret: others })).toEqual(
        expected.filter((part) => part !== undefined),
      )
    }
    expect(await shownOfShop()).toEqual(before as never)
  })
})

describe('API-6 a key may do what its scopes name, and nothing else', () => {
  test.each(cases)('%s', async (id, { asked }) => {
    const { scope } = apiOperations[id] as Operation
    if (scope === undefined) return
    const before = await shownOfShop()
    const { secret } = await site.makeKey(
      site.shop,
      API_SCOPES.filter((other) => other !== scope),
    )
    const { status, body } = await site.call(id, { ...asked, secret })
    expect([status, body.code, body.detail]).toEqual([403, 'forbidden', `this API key lacks the scope ${scope}`])
    expect(await shownOfShop()).toEqual(before as never)
  })

  test('each scope opens an operation', () => {
    const used = new Set(Object.values<Operation>(apiOperations).map(({ scope }) => scope))
    expect(API_SCOPES.filter((scope) => !used.has(scope))).toEqual([])
  })
})

describe('BOT-2 the key of a bot reaches its rooms alone, as itself', () => {
  let secret: string
  beforeAll(async () => {
    await site.call('bots.put', { params: { user_id: 'clerk' }, body: { name: 'Clerk' } })
    secret = (await site.call('bots.create_key', { params: { user_id: 'clerk' }, body: {} })).body.key
  })

  test.each(cases)('%s', async (id, { asked }) => {
    const before = await shownOfShop()
    if (id === 'key.get' || id === 'events.list') {
      const { status, body } = await site.call(id, { ...asked, secret })
      expect(status).toBe(200)
      expect(JSON.stringify(body)).not.toContain('Secret word')
    } else {
      const { code } = (await site.call(id, { ...asked, secret })).body
      const { bots } = apiOperations[id] as Operation
      expect(bots ? ['forbidden', 'room_not_found'] : ['forbidden']).toContain(code)
    }
    expect(await shownOfShop()).toEqual(before as never)
  })
})

describe('API-7 a refusal names its code and its field, and nothing is stored', () => {
  const send = (body: unknown, headers = {}) =>
    site.refusal('messages.send', { params: { room: 'pipe:team' }, body, headers })
  const text = 'Hello'
  test.each([
    ['no author', { text }, [422, 'invalid_field', 'user_id']],
    ['no text', { user_id: 'ann' }, [422, 'invalid_field', 'text']],
    ['a text of the wrong type', { user_id: 'ann', text: 7 }, [422, 'invalid_field', 'text']],
    ['an empty text', { user_id: 'ann', text: ' ' }, [422, 'message_empty', 'text']],
    ['a text too long', { user_id: 'ann', text: 'x'.repeat(20_001) }, [422, 'invalid_field', 'text']],
    ['an unknown field', { user_id: 'ann', text, colour: 'red' }, [422, 'invalid_field', 'colour']],
    ['a field twice', '{"user_id":"ann","text":"a","text":"b"}', [422, 'invalid_field', 'text']],
    ['a user who is in no such room', { user_id: 'eve', text }, [404, 'room_not_found', 'room']],
    ['a message that there is not', { user_id: 'ann', text, reply_to: 999 }, [404, 'message_not_found', 'reply_to']],
    ['languages in a user’s message', { user_id: 'ann', text: { en: 'Hi' } }, [422, 'invalid_field', 'text']],
    ['an author of a system message', { type: 'system', user_id: 'ann', text }, [422, 'invalid_field', 'user_id']],
    ['no JSON', 'text=Hello', [400, 'invalid_frame']],
    ['a list', [1], [422, 'invalid_field']],
    ['a body too long', { user_id: 'ann', text: 'x'.repeat(300_000) }, [413, 'frame_too_large']],
  ])('%s', async (_, body, expected) => {
    const before = await shownOfShop()
    expect(await send(body)).toEqual(expected as never)
    expect(await shownOfShop()).toEqual(before as never)
  })

  test('a form, and JSON in another encoding than it says, are refused', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await send('user_id=ann&text=Hello', form)).toEqual([400, 'invalid_frame'])
    const answer = await site.dashboard.fetch('/v3/rooms/1/messages', {
      method: 'POST',
      headers: { authorization: `Bearer ${others}`, 'content-type': 'application/json' },
      body: Uint8Array.from([0x22, 0xff, 0x22]),
    })
    expect([answer.status, (await answer.json()) as object]).toMatchObject([400, { code: 'invalid_frame' }])
  })

  test('a wrong field of an address is named', async () => {
    expect(await site.refusal('rooms.get', { params: { room: 'abc' } })).toEqual([422, 'invalid_field', 'room'])
    expect(await site.refusal('rooms.get', { params: { room: 'pipe:none' } })).toEqual([404, 'room_not_found', 'room'])
    const listed = (query: Record<string, string>) => site.refusal('rooms.list', { query })
    expect(await listed({ limit: '0' })).toEqual([422, 'invalid_field', 'limit'])
    expect(await listed({ limit: 'x' })).toEqual([422, 'invalid_field', 'limit'])
    expect(await listed({ cursor: 'x' })).toEqual([422, 'invalid_field', 'cursor'])
    expect(await listed({ page: '2' })).toEqual([422, 'invalid_field', 'page'])
    expect(await site.refusal('key.get', { query: { verbose: '1' } })).toEqual([422, 'invalid_field', 'verbose'])
  })

  test('the sentence about a field says what is expected', async () => {
    const detail = async (id: ApiOperationId, asked: ApiAsked) => (await site.call(id, asked)).body.detail
    expect(await detail('rooms.list', { query: { limit: '101' } })).toBe('limit: must be 100 or less')
    expect(await detail('rooms.list', { query: { limit: '0' } })).toBe('limit: must be 1 or more')
    expect(await detail('rooms.list', { query: { limit: '1.5' } })).toBe('limit: must be a whole number')
    expect(await detail('rooms.list', { query: { limit: 'all' } })).toBe('limit: must be a number')
    expect(await detail('events.list', { query: { wait: '31' } })).toBe('wait: must be 30 or less')
    expect(await detail('statistics.points', { query: {} })).toBe('from: must be milliseconds since 1970')
    const erased = await detail('users.erase', { params: { user_id: 'ann' }, body: {} })
    expect(erased).toBe('confirm: is required')
  })

  test('a field of the query that came twice is refused, and so is an address that does not exist', async () => {
    const { secret } = await site.makeKey()
    const get = async (path: string) => {
      const answer = await site.dashboard.fetch(path, { headers: { authorization: `Bearer ${secret}` } })
      return [answer.status, answer.headers.get('content-type'), (await answer.json()) as object]
    }
    const type = 'application/problem+json'
    expect(await get('/v3/rooms?limit=1&limit=2')).toMatchObject([422, type, { field: 'limit', status: 422 }])
    expect(await get('/v3/nothing')).toMatchObject([404, type, { code: 'not_found', title: 'Not found' }])
  })
})

test('API-8 an answer says how many calls are left, and one too many is refused until it may come', async () => {
  const small = await startApiSite({ API_CALLS_PER_SECOND: 1 })
  const first = await small.call('key.get')
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=4;w=4')
  expect(first.headers.get('ratelimit')).toBe('"key";r=3;t=1')
  for (let n = 0; n < 3; n++) await small.call('key.get')
  const refused = await small.call('key.get')
  expect([refused.status, refused.headers.get('ratelimit'), refused.headers.get('retry-after')]).toEqual([
    429,
    '"key";r=0;t=4',
    '1',
  ])
  // a second key has calls of its own
  expect((await small.call('key.get', { secret: (await small.makeKey()).secret })).status).toBe(200)
  small.dashboard.clock.elapse(1_000)
  expect((await small.call('key.get')).status).toBe(200)
  await small.stop()
})

test("API-8 the administrator's limit of a widget counts for all of its keys", async () => {
  const small = await startApiSite({ REST_CALLS_PER_SECOND: 1 })
  for (let n = 0; n < 4; n++) await small.call('key.get')
  expect(await small.refusal('key.get', { secret: (await small.makeKey()).secret })).toEqual([429, 'rate_limited'])
  await small.stop()
})
