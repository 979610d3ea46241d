import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import type { TestSocket } from '../../server/src/realtime/testing/test-socket.ts'
import { type DashboardClient, newOwner } from '../stage/dashboard-client.ts'
import { person, theWorld, type World } from '../stage/harness.ts'
import { dial, signIn } from '../stage/wire.ts'

/** Milliseconds after which a connection that sends nothing is closed. */
const GREETING_MS = 5_000

let world: World
let secretKey: string
/** somebody who has nothing to do with any of this */
let bystander: TestSocket
let bystanderClosed = false
/** opened at once, so that its five seconds pass while the other tests run */
let silent: { socket: TestSocket; openedAt: number }
let writer: TestSocket
let roomId: number

beforeAll(async () => {
  world = await theWorld()
  secretKey = (await world.app.widgets.find(world.widgetId))?.secretKeys[0] ?? ''
  silent = { socket: await dial(world), openedAt: performance.now() }
  bystander = await signIn(world, world.token(person(world.demo, 'Bystander').id))
  void bystander.closed.then(() => {
    bystanderClosed = true
  })
  writer = await signIn(world, world.token(person(world.demo, 'Writer').id))
  const { room } = await writer.request('dialog.open', { user_id: person(world.demo, 'Reader').id })
  roomId = room.room_id
})

afterEach(async () => {
  await bystander.settled()
  expect(bystanderClosed).toBe(false)
  // the user's own name comes from the site at some time
  expect(bystander.events.filter(({ t }) => t !== 'users')).toEqual([])
})

afterAll(() => {
  bystander.close()
  writer.close()
})

describe('the script of a DEV_ID that is not there', () => {
  test.each(['999999', '0', '-1', '1.5', 'abc', '99999999999999999999', '1%00', 'DEV_ID'])(
    '%s explains itself in the console',
    async (devId) => {
      const answer = await fetch(`${world.chatUrl}/imbachat/v1/${devId}/widget`)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toContain('text/javascript')
      expect(await answer.text()).toStartWith('console.error("ImbaChat: ')
    },
  )

  test('the script of a DEV_ID that is not there never runs code from its address', async () => {
    const answer = await fetch(`${world.chatUrl}/imbachat/v1/${encodeURIComponent('");alert(1);("</script>')}/widget`)
    const said: string[] = []
    new Function('console', 'alert', await answer.text())({ error: (text: string) => said.push(text) }, () => {
      throw new Error('it ran')
    })
    expect(said).toHaveLength(1)
  })
})

test('CONN-5 a socket from a page of an origin that is not allowed gets an error and is closed', async () => {
  const socket = await dial({ ...world, headers: { origin: 'https://evil.example' } })
  expect(await socket.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  expect((await socket.closed).code).toBe(4403)
})

test('CONN-5 a socket of a missing widget gets an error and is closed', async () => {
  const socket = await dial({ ...world, widgetId: 999_999 })
  expect(await socket.event('bye')).toMatchObject({ code: 'widget_unknown' })
  expect((await socket.closed).code).toBe(4404)
})

test('ACCESS-4 a connection without a sign-in is closed after five seconds', async () => {
  expect((await silent.socket.closed).code).toBe(4408)
  expect(silent.socket.events).toMatchObject([{ t: 'bye', code: 'auth_timeout' }])
  expect(performance.now() - silent.openedAt).toBeGreaterThan(GREETING_MS - 200)
})

/** How a token is signed, when not as it should be. */
interface Signing {
  header?: { alg: string; typ?: string }
  key?: string
  hash?: string
}

describe('a token that is not one', () => {
  const soon = () => Math.floor(Date.now() / 1000) + 3600
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signText = (
    claims: string,
    { header = { alg: 'HS256', typ: 'JWT' }, key = secretKey, hash = 'sha256' }: Signing = {},
  ) => {
    const signed = `${part(header)}.${Buffer.from(claims).toString('base64url')}`
    return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`
  }
  const sign = (claims: unknown, how?: Signing) => signText(JSON.stringify(claims), how)
  const ofUser = (userId: unknown) => () => sign({ user_id: userId, exp: soon() })

  const REFUSED: [what: string, token: () => string, code: ErrorCode][] = [
    ['garbage', () => 'garbage', 'token_malformed'],
    ['empty', () => '', 'token_malformed'],
    ['three dots of nothing', () => '..', 'token_malformed'],
    ['of another widget', () => sign({ user_id: 1, exp: soon() }, { key: 'another widget’s key' }), 'token_signature'],
    ['expired', () => sign({ user_id: 1, exp: soon() - 7200 }), 'token_expired'],
    ['without its signature', () => sign({ user_id: 1, exp: soon() }).replace(/[^.]+$/, ''), 'token_signature'],
    [
      'with a changed claim',
      () => sign({ user_id: 1, exp: soon() }).replace(/\.[^.]+\./, `.${part({ user_id: 2, exp: soon() })}.`),
      'token_signature',
    ],
    ['of alg none', () => `${part({ alg: 'none' })}.${part({ user_id: 1, exp: soon() })}.`, 'token_algorithm'],
    [
      'of alg none, signed all the same',
      () => sign({ user_id: 1, exp: soon() }, { header: { alg: 'none' } }),
      'token_algorithm',
    ],
    [
      'of HS512',
      () => sign({ user_id: 1, exp: soon() }, { header: { alg: 'HS512' }, hash: 'sha512' }),
      'token_algorithm',
    ],
    ['of RS256', () => sign({ user_id: 1, exp: soon() }, { header: { alg: 'RS256' } }), 'token_algorithm'],
    ['without an end', () => sign({ user_id: 1 }), 'token_lifetime'],
    ['with an end in milliseconds', () => sign({ user_id: 1, exp: soon() * 1000 }), 'token_lifetime'],
    ['that is a dialog permission', () => sign({ user_id: 1, exp: soon(), initiator: 2, status: 0 }), 'token_claims'],
    ['with a claim of nobody’s', () => sign({ user_id: 1, exp: soon(), admin: true }), 'token_claims'],
    ['of no user', () => sign({ exp: soon() }), 'token_user_id'],
    ['whose user_id is a float', ofUser(1.5), 'token_user_id'],
    ['whose user_id is an object', ofUser({ id: 1 }), 'token_user_id'],
    ['whose user_id is a list', ofUser([1]), 'token_user_id'],
    ['whose user_id is true', ofUser(true), 'token_user_id'],
    [
      'whose user_id is more than a double can hold',
      () => signText(`{"user_id":9007199254740993,"exp":${soon()}}`),
      'token_user_id',
    ],
    ['whose user_id is endless', ofUser('x'.repeat(129)), 'token_user_id'],
    ['whose user_id is two', ofUser('1,2'), 'token_user_id'],
  ]
  test.each(REFUSED)('%s is refused by name, and its socket closed', async (_, token, code) => {
    const socket = await dial(world)
    const refused = await socket.refusal('auth', { v: 1, token: token() })
    expect(refused).toMatchObject({ code, field: 'token' })
    expect(refused.message).not.toContain(secretKey)
    expect((await socket.closed).code).toBe(4401)
  })

  test('a string is a legal user_id, and 0 is a guest', async () => {
    const named = await dial(world)
    expect((await named.request('auth', { v: 1, token: ofUser('P11-A')() })).me?.user_id).toBe('P11-A')
    named.close()
    for (const zero of [0, '0']) {
      const guest = await dial(world)
      expect((await guest.request('auth', { v: 1, token: ofUser(zero)() })).me).toBeNull()
      expect(await guest.refusal('rooms.list', {})).toMatchObject({ code: 'guest_forbidden' })
      guest.close()
    }
  })
})

describe('a message', () => {
  const send = (text: string) => ({ room_id: roomId, client_id: crypto.randomUUID(), text })

  test.each<[string, string, ErrorCode]>([
    ['empty', '', 'message_empty'],
    ['of blanks', ' \n\t\u200b', 'message_empty'],
    ['too long for the widget', 'x'.repeat(10_001), 'message_too_long'],
    ['with NUL', 'a\0b', 'message_text_invalid'],
    ['with the first half of a character', 'a\ud83d', 'message_text_invalid'],
    ['with the second half of a character', '\ude00b', 'message_text_invalid'],
  ])('%s is refused by name', async (_, text, code) => {
    expect(await writer.refusal('message.send', send(text))).toMatchObject({ code, field: 'text' })
  })

  test('a message of 64 KiB is refused before it is read, and the connection stays open', async () => {
    const frame = JSON.stringify({ t: 'message.send', id: 1_000_000, ...send('x'.repeat(64 * 1024)) })
    expect(await writer.answerTo(frame)).toMatchObject({ code: 'frame_too_large' })
    await writer.settled()
  })

  test.each([
    ['that runs from right to left', '\u202eevil\u202c txt.exe'],
    ['of right-to-left script', 'مرحبا بك'],
    ['of many marks on one letter', `z${'\u0301'.repeat(200)}`],
    ['of emoji', '👩‍👩‍👧‍👦🏳️‍🌈'],
    ['that looks like markup', '<script>alert(1)</script>&amp;\\u0000'],
  ])('%s is kept to the letter', async (_, text) => {
    const { seq } = await writer.request('message.send', send(text))
    const { messages } = await writer.request('messages.list', { room_id: roomId, limit: 1 })
    expect(messages).toMatchObject([{ seq, text }])
  })
})

describe('a frame', () => {
  test.each<[string, string, Partial<ErrorBody>]>([
    ['that is nothing', '', { code: 'invalid_frame' }],
    ['that is no JSON', '{"t":', { code: 'invalid_frame' }],
    ['that is a list', '[1]', { code: 'invalid_frame' }],
    ['without a name', '{"id":1}', { code: 'invalid_frame', field: 't' }],
    ['of an unknown name', '{"t":"room.destroy","id":1}', { code: 'unknown_frame', field: 't' }],
    ['named like a part of the language', '{"t":"__proto__","id":1}', { code: 'unknown_frame' }],
    ['without a number', '{"t":"ping"}', { code: 'invalid_field', field: 'id' }],
    ['with a field too many', '{"t":"ping","id":900001,"widget_id":1}', { code: 'invalid_field', field: 'widget_id' }],
    [
      'as deep as it is long',
      `{"t":"ping","id":900002,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      { code: 'invalid_frame' },
    ],
  ])('%s is refused by name, and the socket goes on', async (_, frame, refusal) => {
    expect(await writer.answerTo(frame)).toMatchObject(refusal)
    await writer.settled()
  })

  test('ten thousand in a second close only their own connection', async () => {
    const socket = await signIn(world, world.token(person(world.demo, 'Flood').id))
    for (let n = 0; n < 10_000; n++) socket.send({ t: 'ping', id: n + 10 })
    expect(await socket.event('bye')).toMatchObject({ code: 'flood' })
    expect((await socket.closed).code).toBe(4429)
  })
})

describe('paging', () => {
  test('a page before the first message is empty, and one after the last is the newest', async () => {
    const page = await writer.request('messages.list', { room_id: roomId, before_seq: 1 })
    expect(page.messages).toEqual([])
    const beyond = await writer.request('messages.list', { room_id: roomId, before_seq: 1_000_000_000, limit: 1 })
    expect(beyond.messages).toMatchObject([{ seq: page.last_seq }])
  })

  test('a sync from a rev that never existed is a resync', async () => {
    expect(await writer.request('messages.sync', { room_id: roomId, rev: 1_000_000_000 })).toMatchObject({
      kind: 'resync',
    })
  })

  test.each<['messages.list' | 'rooms.list' | 'messages.sync', Record<string, unknown>, string]>([
    ['messages.list', { before_seq: 0 }, 'before_seq'],
    ['messages.list', { before_seq: -1 }, 'before_seq'],
    ['messages.list', { limit: 0 }, 'limit'],
    ['messages.list', { limit: 1_000_000 }, 'limit'],
    ['messages.sync', { rev: -1 }, 'rev'],
    ['rooms.list', { cursor: 'not one of ours' }, 'cursor'],
    ['rooms.list', { limit: 1.5 }, 'limit'],
  ])('%s with %j is refused by name', async (t, fields, field) => {
    const room = t === 'rooms.list' ? {} : { room_id: roomId }
    expect(await writer.refusal(t, { ...room, ...fields } as never)).toMatchObject({ code: 'invalid_field', field })
  })
})

describe('a dialog', () => {
  test('a dialog with oneself is refused', async () => {
    const me = person(world.demo, 'Narcissus')
    const socket = await signIn(world, world.token(me.id))
    for (const id of [me.id, String(me.id)]) {
      expect(await socket.refusal('dialog.open', { user_id: id })).toMatchObject({
        code: 'dialog_self',
        field: 'user_id',
      })
    }
    socket.close()
  })

  test('a dialog with a user that the site does not know is refused', async () => {
    for (const id of [987_654_321, 'nobody']) {
      expect(await writer.refusal('dialog.open', { user_id: id })).toMatchObject({
        code: 'user_unknown',
        field: 'user_id',
      })
    }
  })

  test.each([[0], [''], [1.5], [2 ** 60], [{}], [[]], [null], [true], ['a b'], ['a/b'], ['a,b'], ['\0'], ['\ud800']])(
    'with %j',
    async (garbage) => {
      expect(await writer.refusal('dialog.open', { user_id: garbage } as never)).toMatchObject({
        code: 'invalid_field',
        field: 'user_id',
      })
    },
  )

  test('a dialog with a permission that is not valid is refused', async () => {
    const { id } = person(world.demo, 'Author')
    for (const permission of ['', 'garbage', world.token(id)]) {
      expect(await writer.refusal('dialog.open', { user_id: id, permission })).toMatchObject({
        code: 'permission_token_invalid',
        field: 'permission',
      })
    }
  })
})

describe('over HTTP', () => {
  let owner: DashboardClient
  beforeAll(async () => {
    owner = await newOwner(world.app)
  })

  test.each<[string, unknown, string]>([
    ['no name', {}, 'name'],
    ['a name of blanks', { name: '   ' }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['a name without end', { name: 'x'.repeat(101) }, 'name'],
    ['a field of nobody’s', { name: 'Shop', account_id: 'another' }, 'account_id'],
    [
      'an origin with a path',
      { name: 'Shop', origins: ['https://shop.example', 'https://shop.example/blog'] },
      'origins.1',
    ],
    ['a script for an origin', { name: 'Shop', origins: ['javascript:alert(1)'] }, 'origins.0'],
    ['a file for an address', { name: 'Shop', users_info_url: 'file:///etc/passwd' }, 'users_info_url'],
    ['a setting out of bounds', { name: 'Shop', settings: { message_max_chars: -1 } }, 'settings.message_max_chars'],
  ])('a widget with %s is refused by name', async (_, body, field) => {
    const answer = await owner.call('widgets.create', { body })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_field', field } })
  })

  test.each<[string, RequestInit, number, ErrorCode]>([
    ['no JSON', { body: '{"name":', headers: { 'content-type': 'application/json' } }, 400, 'invalid_frame'],
    [
      'a form',
      { body: 'name=Shop', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      'invalid_frame',
    ],
    [
      'a body without end',
      { body: 'x'.repeat(600_000), headers: { 'content-type': 'application/json' } },
      413,
      'frame_too_large',
    ],
    [
      'a page of another site',
      { body: '{}', headers: { 'content-type': 'application/json', origin: 'https://evil.example' } },
      403,
      'origin_not_allowed',
    ],
  ])('%s is refused by name', async (_, init, status, code) => {
    const answer = await fetch(`${world.chatUrl}/api/dashboard/v1/session`, {
      method: 'POST',
      ...init,
      headers: { origin: world.chatUrl, ...init.headers },
    })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error: { code } })
  })

  test('an address at which nothing is served says so', async () => {
    for (const path of ['/nowhere', '/api/dashboard/v1/nothing', '/imbachat/v1/1/nothing', '/..%2f..%2fetc/passwd']) {
      const answer = await fetch(world.chatUrl + path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } })
    }
  })
})
