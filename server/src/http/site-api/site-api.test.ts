import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { OpenAPIHono } from '@hono/zod-openapi'
import { siteOperations } from '@imbachat/protocol/http/site-api'
import { until } from '../../../../sdk/src/testing/until.ts'
import { PUBLISHED_SAMPLE_KEY } from '../../chat/identity/signing-keys.ts'
import type { Widget } from '../../chat/widget.ts'
import { FIXED_LIMITS } from '../../realtime/limits/limits.ts'
import { type ChatServer, startChat, wordList } from '../../realtime/testing/chat-server.ts'
import type { HttpEnv } from '../http-env.ts'
import { describedBy } from '../testing/described.ts'
import { NOBODY } from '../testing/nobody.ts'
import { siteApiRoutes } from './index.ts'

interface Answer {
  status: number
  headers: Headers
  /** whatever came; a test says what it expects of it */
  body: { success: boolean; code?: string; error?: string; field?: string } & Record<string, never>
}

let chat: ChatServer
let widget: Widget
let app: OpenAPIHono<HttpEnv>
let described: ReturnType<typeof describedBy>
let addresses = 0

const appOf = (REST_CALLS_PER_SECOND: number, health: 'ready' | 'draining' = 'ready') => {
  const made = new OpenAPIHono<HttpEnv>()
  const { deps } = chat.gateway
  const limited = { ...deps, limits: { ...deps.limits, REST_CALLS_PER_SECOND } }
  siteApiRoutes(made, { chat: limited, people: NOBODY, health: () => health })
  return made
}

beforeAll(async () => {
  chat = await startChat()
  const found = await chat.widgets.find(chat.widget_id)
  if (!found) throw new Error('no widget')
  widget = found
  app = appOf(0)
  described = describedBy(app)
})
afterAll(() => chat.stop())

const basic = (login: string | number, password = '') =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`

async function post(
  call: string,
  body: RequestInit['body'],
  {
    authorization = basic(widget.id, widget.secretKeys[0]),
    address = `192.0.2.${addresses++}`,
    type,
    on = app,
  }: { authorization?: string | null; address?: string; type?: string; on?: OpenAPIHono<HttpEnv> } = {},
): Promise<Answer> {
  const headers = { ...(authorization && { authorization }), ...(type && { 'content-type': type }) }
  const path = `/imbachat/v2/${widget.id}/${call}`
  const response = await on.request(path, { method: 'POST', headers, body: body ?? null }, { address })
  const answer = { status: response.status, headers: response.headers, body: await response.json() }
  if (isCall(call)) mustBeDescribed(call, answer, type === 'application/json' ? body : null)
  return answer
}

const isCall = (call: string) => `site_api.${call}` in siteOperations

/** Every answer of this file, and every JSON that was taken, is as /openapi.json says. */
function mustBeDescribed(call: string, { status, body }: Answer, asked: RequestInit['body']) {
  const path = `/imbachat/v2/{imba_id}/${call}`
  expect([call, status, described.answer(path, 'post', status, body)]).toEqual([call, status, null])
  if (status === 200 && typeof asked === 'string') {
    expect([call, asked, described.request(path, 'post', JSON.parse(asked))]).toEqual([call, asked, null])
  }
}

type More = Parameters<typeof post>[2]

const json = (call: string, fields: unknown, more: More = {}) =>
  post(call, JSON.stringify(fields), { ...more, type: 'application/json' })
const form = (call: string, fields: string, more: More = {}) =>
  post(call, fields, { ...more, type: 'application/x-www-form-urlencoded' })

async function newRoom(users_ids: unknown[], more: Record<string, unknown> = {}): Promise<number> {
  const { body } = await json('create_room', { users_ids, ...more })
  expect(body.success).toBe(true)
  return (body as unknown as { room: { room_id: number } }).room.room_id
}

const membersOf = async (room_id: number) =>
  (await chat.store.chat.membersOf(chat.widget_id, room_id, { cursor: null, limit: 100 })).members.map(
    ({ user_id }) => user_id,
  )

test('REST-2 a call that does not exist, or by GET, is refused in the form of a call, with what there is', async () => {
  const unknown = await json('send_message', { user_id: 1 })
  expect(unknown).toMatchObject({ status: 404, body: { success: false, code: 'not_found' } })
  expect(unknown.body.error).toStartWith('there is no call send_message; the calls are create_room, send_msg')
  const got = await app.request(`/imbachat/v2/${widget.id}/get_rooms`, {}, { address: '192.0.2.1' })
  expect(await got.json()).toMatchObject({ success: false, error: 'get_rooms is called by POST, and this is GET' })
})

describe('REST-1 the keys of the widget open its calls, and nothing else does', () => {
  const fields = { room_title: 'Keys' }
  const inBody = (login: string, password: string) =>
    json('create_room', { ...fields, login, password }, { authorization: null })

  test('Basic with DEV_ID and Secret key, or API login and API password in the body', async () => {
    expect((await json('create_room', fields)).status).toBe(200)
    expect((await inBody(widget.api_login.toUpperCase(), widget.apiPasswords[0] ?? '')).status).toBe(200)
    const typed = new URLSearchParams({ login: widget.api_login, password: widget.apiPasswords[0] ?? '' })
    expect((await form('create_room', `${typed}`, { authorization: null })).status).toBe(200)
  })

  test('both live keys are accepted during a rotation', async () => {
    const id = await chat.makeWidget()
    const before = (await chat.widgets.find(id))?.secretKeys[0]
    await chat.widgets.rotate('all_widgets', id, 'secret_key')
    const keys = (await chat.widgets.find(id))?.secretKeys ?? []
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      const init = { method: 'POST', headers: { authorization: basic(id, key), 'content-type': 'application/json' } }
      const answer = await app.request(`/imbachat/v2/${id}/create_room`, { ...init, body: '{}' }, { address: 'x' })
      expect(answer.status).toBe(200)
    }
    expect(keys).toContain(before as string)
  })

  test('REST-6 wrong, swapped, missing and foreign keys are refused, and the key that the guide prints', async () => {
    const other = await chat.widgets.find(await chat.makeWidget())
    const refused = await Promise.all([
      json('create_room', fields, { authorization: null }),
      json('create_room', fields, { authorization: basic(widget.id) }),
      json('create_room', fields, { authorization: basic(widget.id, PUBLISHED_SAMPLE_KEY) }),
      json('create_room', fields, { authorization: basic(widget.id, widget.apiPasswords[0]) }),
      json('create_room', fields, { authorization: basic(widget.id, other?.secretKeys[0]) }),
      json('create_room', fields, { authorization: basic(other?.id ?? 0, other?.secretKeys[0]) }),
      json('create_room', fields, { authorization: basic(widget.api_login, widget.apiPasswords[0]) }),
      json('create_room', fields, { authorization: `Bearer ${widget.secretKeys[0]}` }),
      inBody(widget.api_login, widget.secretKeys[0] ?? ''),
      inBody(String(widget.id), widget.apiPasswords[0] ?? ''),
      inBody(other?.api_login ?? '', other?.apiPasswords[0] ?? ''),
    ])
    for (const { status, body, headers } of refused) {
      expect(status).toBe(401)
      expect(body).toMatchObject({ success: false, code: 'not_authenticated' })
      expect(headers.get('www-authenticate')).toBe('Basic realm="ImbaChat"')
    }
  })

  test('REST-6 wrong keys of one address are limited for that widget, and other addresses are not', async () => {
    const wrong = { authorization: basic(widget.id, 'x'.repeat(64)), address: '198.51.100.7' }
    const codes = (await Promise.all(Array.from({ length: 22 }, () => json('create_room', fields, wrong)))).map(
      ({ body }) => body.code,
    )
    expect(codes.slice(0, 20)).toEqual(new Array(20).fill('not_authenticated'))
    expect(codes.slice(20)).toEqual(['rate_limited', 'rate_limited'])
    expect((await json('create_room', fields, { ...wrong, address: '198.51.100.8' })).status).toBe(401)
    const limited = await json('create_room', fields, wrong)
    expect(limited.status).toBe(429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    const unreadable = await post('create_room', 'x', { ...wrong, authorization: null, type: 'text/plain' })
    expect(unreadable.status).toBe(429)
  })

  test('REST-6 right keys pass from an address whose wrong keys must wait', async () => {
    const address = '198.51.100.9'
    const wrong = { authorization: basic(widget.id, 'x'.repeat(64)), address }
    for (let n = 0; n < 25; n++) await json('create_room', fields, wrong)
    const byBody = { ...fields, login: widget.api_login, password: widget.apiPasswords[0] }
    for (let n = 0; n < 3; n++) {
      expect((await json('create_room', fields, { address })).status).toBe(200)
      expect((await json('create_room', byBody, { authorization: null, address })).status).toBe(200)
      expect((await json('create_room', fields, wrong)).status).toBe(429)
    }
  })
})

describe('REST-2 a body is JSON, a form or multipart, and what is wrong with it is named', () => {
  const multipart = (names: [string, string][]) => {
    const data = new FormData()
    for (const [name, value] of names) data.append(name, value)
    return data
  }

  test.each([
    ['users_ids[]', () => form('create_room', 'users_ids[]=1&users_ids[]=P11-A')],
    ['users_ids[0]', () => form('create_room', 'users_ids%5B0%5D=1&users_ids%5B1%5D=P11-A')],
    ['users_ids[0][user_id]', () => form('create_room', 'users_ids[0][user_id]=1&users_ids[1][user_id]=P11-A')],
    [
      'users_ids[0][name] beside it',
      () => form('create_room', 'users_ids[0][user_id]=1&users_ids[0][name]=Ann&users_ids[1][user_id]=P11-A'),
    ],
    ['users_ids=1,2', () => form('create_room', 'users_ids=1, P11-A,')],
    ['users_ids as JSON', () => form('create_room', `users_ids=${encodeURIComponent('[1, "P11-A"]')}`)],
    [
      'multipart',
      () =>
        post(
          'create_room',
          multipart([
            ['users_ids[]', '1'],
            ['users_ids[]', 'P11-A'],
          ]),
        ),
    ],
    ['JSON ids', () => json('create_room', { users_ids: [1, 'P11-A', 1, null, 0] })],
    ['JSON objects', () => json('create_room', { users_ids: [{ user_id: 1 }, { user_id: 'P11-A', name: 'Ann' }, {}] })],
    ['JSON text', () => json('create_room', { users_ids: '1,P11-A' })],
  ] as [string, () => Promise<Answer>][])('users as %s', async (_, call) => {
    const { body } = await call()
    const { room } = body as unknown as { room: { room_id: number } }
    expect(await membersOf(room.room_id)).toEqual(['1', 'P11-A'])
  })

  test.each([
    ['send_msg', { room_id: 1, message: 'hi' }, 'user_id', 'user_id: is required'],
    ['send_msg', { user_id: '', room_id: 1, message: 'hi' }, 'user_id', 'user_id: is required'],
    ['send_msg', { user_id: 0, room_id: 1, message: 'hi' }, 'user_id', 'user_id: must name a user'],
    ['send_msg', { user_id: 1, message: 'hi' }, 'room_id', 'room_id: is required, or room_pipe'],
    ['send_msg', { user_id: 1, room_id: 1 }, 'message', 'message: is required'],
    ['send_msg', { user_id: 1, room_id: 1, message: ' ' }, 'message', 'message: The text has no visible characters.'],
    ['send_msg', { user_id: 1, room_id: 'x', message: 'hi' }, 'room_id', 'room_id: must be a number from 1'],
    ['add_users', { room_id: 1 }, 'users_ids', 'users_ids: is required'],
    ['remove_users', { users_ids: [1] }, 'room_id', 'room_id: is required, or room_pipe'],
    ['get_rooms', {}, 'user_id', 'user_id: is required'],
    ['get_rooms', { user_id: 1, limit: 1000 }, 'limit', 'limit: must be at most 100'],
    ['create_room', { room_type: 3 }, 'room_type', 'room_type: must be 0 or 1: there are no support rooms'],
    ['create_room', { room_type: 0, users_ids: [1] }, 'users_ids', 'users_ids: must name the two users'],
    ['create_room', { room_is_public: 'maybe' }, 'room_is_public', 'room_is_public: must be 1 or 0'],
    [
      'send_msg',
      { type: 'system', user_id: 1, room_id: 1, message: 'hi' },
      'user_id',
      'user_id: must be left out of a system message',
    ],
    ['create_room', { users_ids: ['a b'] }, 'users_ids.0', 'users_ids.0: must not contain spaces'],
  ])('%s of %j is 422 and names %s', async (call, fields, field, error) => {
    const { status, body } = await json(call, fields)
    expect(status).toBe(422)
    expect(body).toMatchObject({ success: false, field })
    expect(body.error).toStartWith(error)
  })

  test('an unreadable body is refused, and so is a too large one', async () => {
    expect((await post('create_room', '{', { type: 'application/json' })).status).toBe(400)
    expect((await json('create_room', [])).status).toBe(400)
    expect((await post('create_room', 'x', { type: 'text/plain' })).status).toBe(400)
    expect((await post('create_room', 'x', { type: 'multipart/form-data; boundary=y' })).status).toBe(400)
    const large = await json('send_msg', { message: 'x'.repeat(300_000) })
    expect(large.status).toBe(413)
    expect(large.body).toMatchObject({ success: false, code: 'frame_too_large' })
  })

  test('a form of 16,000 parts of one field is read at once, and one of more than 20,000 fields is refused', async () => {
    const parts = (many: number, name: (n: number) => string) => Array.from({ length: many }, (_, n) => `${name(n)}=`)
    const started = performance.now()
    expect((await form('send_msg', parts(16_000, (n) => `message[${n}]`).join('&'))).status).toBe(422)
    expect((await form('send_msg', parts(20_001, () => 'x').join('&'))).body).toMatchObject({
      error: 'a form may have at most 20000 fields; this one has 20001',
    })
    // a copy of the parts for each part took more than ten seconds
    expect(performance.now() - started).toBeLessThan(8_000)
  })
})

describe('REST-8 a body is read in the charset that it names', () => {
  const words = 'Привет, №5!'
  /** The same in windows-1251, which the platform only reads. */
  const bytes = Buffer.from('cff0e8e2e5f22c20b93521', 'hex')
  const around = (before: string, after: string) => new Blob([before, new Uint8Array(bytes), after])
  const part = (name: string, type = '') => `--X\r\nContent-Disposition: form-data; name="${name}"${type}\r\n\r\n`
  const multipart = (room: number, type = '') =>
    around(`${part('user_id')}ann\r\n${part('room_id')}${room}\r\n${part('message', type)}`, '\r\n--X--\r\n')
  const FORM = 'application/x-www-form-urlencoded'

  /** What a body looks like, its Content-Type, and its bytes. */
  const bodies: [string, string, (room: number) => Blob | string][] = [
    ['JSON', 'application/json', (room) => around(`{"user_id":"ann","room_id":${room},"message":"`, '"}')],
    ['a form', FORM, (room) => around(`user_id=ann&room_id=${room}&message=`, '')],
    [
      'an escaped form',
      FORM,
      (room) => `user_id=ann&room_id=${room}&message=${bytes.toString('hex').replaceAll(/../g, '%$&')}`,
    ],
    ['multipart', 'multipart/form-data; boundary="X"', multipart],
  ]
  const messagesOf = async (room: number) =>
    (await chat.store.chat.messagesBefore(chat.widget_id, room, null, 10)).map(({ text }) => text)

  test.each(bodies)('%s in windows-1251 is stored as it was written', async (_, type, body) => {
    const room = await newRoom(['ann'])
    const { status } = await post('send_msg', body(room), { type: `${type}; charset=windows-1251` })
    expect([status, await messagesOf(room)]).toEqual([200, [words]])
  })

  test('a part of multipart may name its own', async () => {
    const room = await newRoom(['ann'])
    const body = multipart(room, '\r\nContent-Type: text/plain; charset="Windows-1251"')
    const { status } = await post('send_msg', body, { type: 'multipart/form-data; boundary=X; charset=utf-8' })
    expect([status, await messagesOf(room)]).toEqual([200, [words]])
  })

  test.each(bodies)('%s that is not valid UTF-8 and names nothing else is refused', async (_, type, body) => {
    const room = await newRoom(['ann'])
    for (const named of [type, `${type}; charset=utf-8`]) {
      const refused = await post('send_msg', body(room), { type: named })
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_frame' } })
      expect(refused.body.error).toContain('must name the charset, such as charset=windows-1251')
    }
    const unknown = await post('send_msg', body(room), { type: `${type}; charset=klingon` })
    expect(unknown.body.error).toBe('the charset of the body must be known, and klingon is not; send UTF-8')
    expect(await messagesOf(room)).toEqual([])
  })

  test('a form is parsed as by other servers: signs, empty fields, files and text around the parts', async () => {
    const room = await newRoom(['ann'])
    await form('send_msg', `user_id=ann&&room_id=${room}&x&message=100%+%2B+a=b+%zz%26`)
    const file = '--X\r\nContent-Disposition: form-data; name="message"; filename="a.txt"\r\n\r\nno\r\n'
    const rest = `${part('user_id')}ann\r\n${part('room_id')}${room}\r\n${part('message')}a --X\r\n--X--\r\n`
    const body = `preamble\r\n${file}${rest}after`
    await post('send_msg', body, { type: 'Multipart/Form-Data; Boundary=X' })
    expect(await messagesOf(room)).toEqual(['100% + a=b %zz&', 'a --X'])
  })
})

describe('REST-3 a message of the site is a message of its user', () => {
  test('FORMAT-1 a site formats a message by entities, as JSON or in a field of a form, and wrong ones are named', async () => {
    const room_id = await newRoom(['ann', 'bob'])
    const bold = { type: 'bold' as const, offset: 5, length: 5 }
    const message = { user_id: 'ann', room_id, message: 'your order is on its way' }
    expect((await json('send_msg', { ...message, entities: [bold] })).body.success).toBe(true)
    const field = encodeURIComponent(JSON.stringify([bold]))
    const asForm = `user_id=ann&room_id=${room_id}&message=your+order+is+here&entities=${field}`
    expect((await form('send_msg', asForm)).body.success).toBe(true)
    const bob = await chat.signIn('bob')
    const { messages } = await bob.request('messages.list', { room_id })
    expect(messages.map(({ entities }) => entities)).toEqual([[bold], [bold]])
    const wrong = await json('send_msg', { ...message, entities: [bold, { ...bold, offset: 99 }] })
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_field', field: 'entities.1.offset' } })
    expect((await form('send_msg', `${asForm}x`)).body).toMatchObject({ code: 'invalid_field', field: 'entities' })
  })

  test('members receive a message of the site live, and the answer has the shape that callers know', async () => {
    chat.siteUsers.set('ann', { name: 'Ann', permissions: { send_message: false } })
    const reader = await chat.signIn('bob')
    const room_id = await newRoom(['ann', 'bob'], { room_pipe: 'order-5', room_title: 'Order 5' })
    await reader.event('room')
    const { status, body } = await form('send_msg', 'user_id=ann&room_pipe=order-5&message=%D0%B4%D0%B0+%26amp%3B')
    expect(status).toBe(200)
    const received = await reader.event('message')
    expect(body as object).toEqual({
      success: true,
      message: {
        id: 1,
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        room_id,
        user_id: 'ann',
        message: 'да &amp;',
        time: Math.floor(received.message.created_at / 1000),
        answer_to: null,
        liked: false,
      },
    })
    expect(received).toMatchObject({ room_id, message: { seq: 1, rev: 1, sender_id: 'ann', text: 'да &amp;' } })
    const answer = await json('send_msg', { user_id: 'bob', room_id, message: 'yes', answer_to: 1 })
    expect(answer.body as object).toMatchObject({ message: { id: 2, answer_to: 1 } })
  })

  test('MSG-13 a message of the site is sent without sound where it asks for that', async () => {
    const reader = await chat.signIn('bob')
    const room_id = await newRoom(['ann', 'bob'])
    await reader.event('room')
    for (const silent of ['1', '0']) await form('send_msg', `user_id=ann&room_id=${room_id}&message=m&silent=${silent}`)
    const next = async () => (await reader.event('message', (event) => event.room_id === room_id)).message
    expect(await next()).toMatchObject({ seq: 1, silent: true })
    expect(await next()).not.toHaveProperty('silent')
  })

  test('the same uuid again returns the first message, whether it is a UUID or not, and publishes nothing', async () => {
    const reader = await chat.signIn('dan')
    const room_id = await newRoom(['cat', 'dan'])
    for (const uuid of [crypto.randomUUID(), '1536-16082', 'заказ 17']) {
      const send = (message: string) => json('send_msg', { user_id: 'cat', room_id, message, uuid })
      const [first, again] = [await send('once'), await send('twice')]
      expect(first.body as object).toMatchObject({ success: true, message: { uuid, message: 'once' } })
      expect(again.body).toEqual(first.body)
    }
    const { messages } = await reader.request('messages.list', { room_id })
    expect(messages.map(({ text }) => text)).toEqual(['once', 'once', 'once'])
  })

  test('MSG-5 the same uuid again returns the first message also when a rule refuses its text since', async () => {
    const room_id = await newRoom(['cat', 'dan'])
    const calls = [
      { user_id: 'cat', room_id, message: 'to the casino', uuid: 'lost answer' },
      { type: 'system', room_id, message: 'the casino is open', uuid: 'lost answer of a notice' },
    ]
    const sent = await Promise.all(calls.map((call) => json('send_msg', call)))
    expect(sent.map(({ status }) => status)).toEqual([200, 200])
    await chat.setRules(chat.widget_id, { lists: [wordList('refuse', 'casino')] })
    chat.clock.elapse(FIXED_LIMITS.widgetFreshMs)
    const again = await Promise.all(calls.map((call) => json('send_msg', call)))
    expect(again.map(({ body }) => body)).toEqual(sent.map(({ body }) => body))
    for (const call of calls) {
      expect((await json('send_msg', { ...call, uuid: 'another' })).body.code).toBe('words_refused')
    }
    await chat.setRules(chat.widget_id, {})
    chat.clock.elapse(FIXED_LIMITS.widgetFreshMs)
  })

  test('a message of the site goes only to a room that its user is in, and of this widget', async () => {
    const room_id = await newRoom(['eve'])
    const outside = await json('send_msg', { user_id: 'mallory', room_id, message: 'hi' })
    expect(outside.status).toBe(404)
    expect(outside.body).toMatchObject({ success: false, code: 'room_not_found', field: 'room_id' })
    const nowhere = await json('send_msg', { user_id: 'eve', room_pipe: 'no-such', message: 'hi' })
    expect(nowhere.body).toMatchObject({ code: 'room_not_found', field: 'room_pipe' })
    expect(await chat.store.chat.messagesBefore(chat.widget_id, room_id, null, 10)).toEqual([])
  })

  test('REST-7 a request that waits for its answer is not answered or repeated by the site', async () => {
    const { room_id } = await chat.store.chat.openDialog({
      widget_id: chat.widget_id,
      user_id: 'asker',
      peer_id: 'asked',
      needAccess: true,
    })
    const send = () => json('send_msg', { user_id: 'asker', room_id, message: 'hello' })
    expect((await send()).status).toBe(200)
    expect((await send()).body).toMatchObject({ code: 'request_pending' })
    const { body } = await json('create_room', { room_type: 0, users_ids: ['asked', 'asker'] })
    expect(body as object).toMatchObject({ created: false, room: { room_id } })
    expect((await chat.store.chat.roomOf(chat.widget_id, room_id, 'asked'))?.member.state).toBe('invited')
  })
})

describe('REST-4 the site makes and manages rooms', () => {
  test('a room has no owner, one name, and the users that the site named; naming it again adds users', async () => {
    const reader = await chat.signIn('fay')
    const input = { room_pipe: 'club', room_title: 'Club', room_is_public: 1 }
    const made = await json('create_room', { ...input, users_ids: ['fay'] })
    const room = { room_pipe: 'club', room_title: 'Club', room_is_public: 1, room_type: 1 }
    expect(made.body as object).toMatchObject({ success: true, created: true, room })
    expect(await reader.event('room')).toMatchObject({ room: { pipe: 'club', title: 'Club', can_manage: false } })
    const again = await json('create_room', { ...input, room_title: 'Other', users_ids: ['gus'] })
    expect(again.body as object).toMatchObject({ created: false, room })
    const {
      room: { room_id },
    } = made.body as unknown as { room: { room_id: number } }
    expect(await membersOf(room_id)).toEqual(['fay', 'gus'])
    expect((await json('create_room', {})).body as object).toMatchObject({ room: { room_title: 'new room' } })
  })

  test('a room that a user made under the name takes no users whose words its owner could read', async () => {
    const squatter = await chat.signIn('squatter')
    await squatter.request('room.open', { pipe: 'order-18', title: 'Mine', is_public: false })
    const input = { room_pipe: 'order-18', room_is_public: 0 }
    const taken = await json('create_room', { ...input, users_ids: ['fay', 'gus'] })
    expect([taken.status, taken.body as object]).toMatchObject([403, { code: 'forbidden', field: 'room_pipe' }])
    const room = await chat.store.chat.roomOfPipe(chat.widget_id, 'order-18')
    expect(await membersOf(room?.room_id ?? 0)).toEqual(['squatter'])
    const named = await json('create_room', { ...input, users_ids: ['fay', 'squatter'] })
    expect(named.body as object).toMatchObject({ success: true, created: false })
    await squatter.request('member.role', { room_id: room?.room_id ?? 0, user_id: 'fay', role: 'owner' })
    const passedOn = await json('create_room', { ...input, users_ids: ['fay', 'gus'] })
    expect(passedOn.body as object).toMatchObject({ code: 'forbidden', field: 'room_pipe' })
    expect((await json('create_room', input)).body as object).toMatchObject({ success: true, created: false })
    chat.siteUsers.set('boss', { name: 'Boss', chat_role: 'admin' })
    await chat.gateway.deps.users.refresh(chat.widget_id, 'boss')
    const boss = await chat.signIn('boss')
    await boss.request('room.open', { pipe: 'order-19', title: 'Made by the site’s admin', is_public: false })
    const ours = await json('create_room', { room_pipe: 'order-19', users_ids: ['fay'] })
    expect(ours.body as object).toMatchObject({ success: true, created: false })
  })

  test('a public room that a user made is not taken for the closed one that the site asks for', async () => {
    const squatter = await chat.signIn('squatter')
    await squatter.request('room.open', { pipe: 'order-20', title: 'Mine', is_public: true })
    const input = { room_pipe: 'order-20', users_ids: ['fay', 'gus'] }
    const closed = await json('create_room', input)
    expect([closed.status, closed.body as object]).toMatchObject([403, { code: 'forbidden', field: 'room_pipe' }])
    const room = await chat.store.chat.roomOfPipe(chat.widget_id, 'order-20')
    expect(await membersOf(room?.room_id ?? 0)).toEqual(['squatter'])
    await squatter.request('room.open', { pipe: 'order-21', title: 'Mine', is_public: false })
    expect((await json('create_room', { room_pipe: 'order-21' })).status).toBe(200)
    const added = await json('add_users', { room_pipe: 'order-21', users_ids: ['fay'] })
    expect(added.body as object).toMatchObject({ code: 'forbidden', field: 'room_pipe' })
    const open = await json('create_room', { ...input, room_is_public: 1 })
    expect(open.body as object).toMatchObject({ success: true, created: false })
  })

  test('users come and go, are notified of it, and get their names from the site', async () => {
    chat.siteUsers.set('hal', { name: 'Hal' })
    const [room_id, hal] = [await newRoom(['ivy']), await chat.signIn('hal')]
    const ivy = await chat.signIn('ivy')
    const added = await json('add_users', { room_id, users_ids: ['hal', 'ivy'] })
    expect(added.body as object).toEqual({ success: true, room_id, added: ['hal'] })
    expect(await hal.event('room')).toMatchObject({ room: { room_id, state: 'joined' } })
    expect(await ivy.event('members')).toMatchObject({ room_id, joined: [{ user_id: 'hal' }] })
    // The name comes from the site, perhaps after the act.
    const names = async () => (await ivy.request('members.list', { room_id })).members.map(({ user }) => user.name)
    await until(async () => (await names()).includes('Hal'), 'the name of the site')
    const removed = await form('remove_users', `room_id=${room_id}&users_ids[]=hal&users_ids[]=nobody`)
    expect(removed.body as object).toEqual({ success: true, room_id, removed: ['hal'] })
    expect(await hal.refusal('messages.list', { room_id })).toMatchObject({ code: 'room_not_found' })
  })

  test('a dialog keeps its two users', async () => {
    const { body } = await json('create_room', { room_type: '0', users_ids: ['jim', 'kim'] })
    const { room } = body as unknown as { room: { room_id: number } }
    expect(room).toMatchObject({ room_type: 0, room_pipe: null })
    for (const call of ['add_users', 'remove_users']) {
      const refused = await json(call, { room_id: room.room_id, users_ids: ['leo'] })
      expect(refused.body).toMatchObject({ success: false, code: 'room_not_found' })
    }
    expect((await json('send_msg', { user_id: 'jim', room_id: room.room_id, message: 'hi' })).status).toBe(200)
    const rooms = await json('get_rooms', { user_id: 'kim' })
    expect(rooms.body as object).toMatchObject({
      rooms: [{ room_id: room.room_id, room_type: 0, peer_id: 'jim', unread: 1, last_message: 'hi', users_count: 2 }],
      next: null,
    })
  })

  test('a dialog about an item, from JSON and from a form; the site writes into it by naming its users', async () => {
    const item = { id: '17', title: 'Lamp', image: 'https://cdn.example/17.jpg', url: null }
    const { body } = await json('create_room', { room_type: 0, users_ids: ['oli', 'pam'], context: item })
    const { room } = body as unknown as { room: { room_id: number; context: object } }
    expect(room.context).toEqual({ ...item, signed: true })
    const fields = 'user_id=pam&to_user_id=oli&message=Sold&context[id]=17&context[title]=Lamp,+sold&context[url]='
    expect((await form('send_msg', fields)).body as object).toMatchObject({ message: { id: 1, room_id: room.room_id } })
    const plain = await json('send_msg', { user_id: 'pam', to_user_id: 'oli', message: 'Hello' })
    expect(plain.body as object).toMatchObject({ message: { id: 1 } })
    const { rooms } = (await json('get_rooms', { user_id: 'oli' })).body as unknown as { rooms: object[] }
    expect(rooms).toMatchObject([
      { peer_id: 'pam', last_message: 'Hello' },
      { room_id: room.room_id, context: { id: '17', title: 'Lamp, sold', image: null, signed: true } },
    ])
  })

  test('a context that makes no sense is refused, and the error names the field', async () => {
    const pair = { room_type: 0, users_ids: ['oli', 'pam'] }
    const message = { user_id: 'oli', message: 'hi' }
    for (const [call, fields, field] of [
      ['create_room', { ...pair, context: { id: 1 } }, 'context.title'],
      ['create_room', { ...pair, context: { id: 1, title: 'Lamp', url: 'javascript:1' } }, 'context.url'],
      ['create_room', { ...pair, context: 'Lamp' }, 'context'],
      ['create_room', { users_ids: ['oli'], context: { id: 1, title: 'Lamp' } }, 'context'],
      ['send_msg', { ...message, room_id: 1, context: { id: 1, title: 'Lamp' } }, 'context'],
      ['send_msg', { ...message, room_id: 1, to_user_id: 'pam' }, 'to_user_id'],
      ['send_msg', { ...message, to_user_id: 'oli' }, 'to_user_id'],
    ] as const) {
      expect((await json(call, fields)).body).toMatchObject({ code: 'invalid_field', field })
    }
  })

  test("get_rooms lists one user's rooms in pages", async () => {
    const made = [await newRoom(['mia']), await newRoom(['mia']), await newRoom(['ned'])]
    const first = (await json('get_rooms', { user_id: 'mia', limit: 1 })).body as unknown as Page
    const second = (await json('get_rooms', { user_id: 'mia', limit: 1, cursor: first.next })).body as unknown as Page
    expect([...first.rooms, ...second.rooms].map(({ room_id }) => room_id).sort()).toEqual(made.slice(0, 2))
    expect(second.next).toBeNull()
    expect((await json('get_rooms', { user_id: 'mia', cursor: 'x' })).body).toMatchObject({ field: 'cursor' })
  })
})

test('docs/rest-api.md names every call with its fields', async () => {
  const document = await Bun.file(new URL('../../../../docs/rest-api.md', import.meta.url)).text()
  for (const { path, body, errors } of Object.values(siteOperations)) {
    const [row] = document.split('\n').filter((line) => line.startsWith(`| \`${path.split('/').at(-1)}\``))
    for (const field of Object.keys(body.shape)) expect(row).toContain(`\`${field}\``)
    for (const code of errors) expect(document).toContain(`\`${code}\``)
  }
})

interface Page {
  rooms: { room_id: number }[]
  next: string | null
}

describe('REST-5 the calls of a widget have a rate', () => {
  test('users that a call names count for the rate too', async () => {
    const limited = appOf(1)
    const call = () => json('create_room', { users_ids: [1] }, { on: limited })
    const codes = []
    // a slow machine earns a call or two meanwhile
    while (codes.at(-1) !== 'rate_limited' && codes.length < 6) codes.push((await call()).body.code)
    expect(codes.slice(0, 3)).toEqual([undefined, undefined, undefined])
    expect(codes.at(-1)).toBe('rate_limited')
  })

  test('a server that stops takes none', async () => {
    const stopping = await json('create_room', {}, { on: appOf(0, 'draining') })
    expect(stopping.status).toBe(503)
    expect(stopping.body).toMatchObject({ success: false, code: 'shutting_down' })
  })
})
