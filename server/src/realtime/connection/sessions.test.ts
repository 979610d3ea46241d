import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PROTOCOL_VERSION, requests } from '@imbachat/protocol'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { type ChatServer, PUBLIC_URL, SITE_ORIGIN, startChat } from '../testing/chat-server.ts'
import { say } from '../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  // Each listener is a part of their own, so that a small room has parts like one of thousands.
  chat = await startChat({ limits: { partUsers: 1 } })
  for (const name of ['ann', 'bob', 'dan']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const auth = async (token: string | null, v = PROTOCOL_VERSION) => ({ v, token })

test('auth answers with the user, the time, the end of the token and the limits', async () => {
  const before = chat.clock.now()
  const { auth } = await chat.signIn('ann')
  expect(auth.me).toMatchObject({ user_id: 'ann' })
  expect(auth.server_time).toBeGreaterThanOrEqual(before)
  expect(auth.server_time).toBeLessThanOrEqual(chat.clock.now())
  expect(auth.expires_at).toBeGreaterThan(chat.clock.now())
  expect(auth.limits).toEqual({ message_max_chars: 10_000, frame_max_bytes: 65_536 })
})

test('ACCESS-1 a connection whose sign-in failed because of the store receives nothing of that user', async () => {
  const [ann, dan] = [await chat.signIn('ann'), await chat.signIn('dan')]
  const { room_id } = (await dan.request('room.open', { pipe: 'for two', user_ids: ['ann'] })).room
  await ann.event('room')
  const socket = await chat.open()
  const { roomHeadsAfter } = chat.store.chat
  Object.assign(chat.store.chat, { roomHeadsAfter: () => Promise.reject(new Error('the database is away')) })
  expect((await socket.refusal('auth', await auth(await chat.token('ann')))).code).toBe('internal')
  Object.assign(chat.store.chat, { roomHeadsAfter })
  await socket.request('auth', await auth(await chat.token('bob')))
  await say(dan, room_id, 'for Ann')
  await ann.event('message')
  await dan.request('members.remove', { room_id, user_id: 'ann' })
  await ann.event('room', ({ room }) => room.state === 'left')
  await socket.settled()
  expect(socket.events.filter(({ t }) => t === 'message' || t === 'room')).toEqual([])
})

test('PRES-1 a user who closes during the sign-in was never online', async () => {
  chat.siteUsers.set('eve', { name: 'Eve' })
  const dan = await chat.signIn('dan')
  const { room } = await dan.request('dialog.open', { user_id: 'eve' })
  const socket = await chat.open()
  const { roomHeadsAfter } = chat.store.chat
  const read = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  Object.assign(chat.store.chat, {
    async roomHeadsAfter(...args: Parameters<typeof roomHeadsAfter>) {
      read.resolve()
      await closed.promise
      return roomHeadsAfter(...args)
    },
  })
  socket.send({ t: 'auth', id: 1, ...(await auth(await chat.token('eve'))) })
  await read.promise
  socket.close()
  await socket.closed
  Object.assign(chat.store.chat, { roomHeadsAfter })
  closed.resolve()
  await dan.settled()
  const { users } = await dan.request('presence.watch', { room_ids: [room.room_id] })
  expect(users).toMatchObject([{ user_id: 'eve', online: false }])
})

test('ACCESS-3 a guest may authenticate, ping and renew, and nothing else', async () => {
  const guest = await chat.signIn(null)
  expect(guest.auth).toMatchObject({ me: null, expires_at: null })
  const frames = {
    'rooms.list': {},
    'rooms.get': { room_id: 1 },
    'dialog.open': { user_id: 'bob' },
    'dialog.answer': { room_id: 1, accept: true },
    'messages.list': { room_id: 1 },
    'messages.sync': { room_id: 1, rev: 0 },
    'message.send': { room_id: 1, client_id: crypto.randomUUID(), text: 'hi' },
    'message.edit': { room_id: 1, seq: 1, text: 'hi' },
    'message.delete': { room_id: 1, seq: 1 },
    'message.pin': { room_id: 1, seq: 1, pinned: true },
    'pins.list': { room_id: 1 },
    'members.search': { room_id: 1 },
    'message.forward': { room_id: 1, client_id: crypto.randomUUID(), from_room_id: 1, from_seq: 1 },
    'message.versions': { room_id: 1, seq: 1 },
    'messages.hide': { room_id: 1, seqs: [1] },
    'messages.star': { room_id: 1, seqs: [1], starred: true },
    'messages.starred': {},
    'draft.set': { room_id: 1, text: 'hi', reply_to: null, rev: 0 },
    'warning.confirm': { warning_id: 'w' },
    'appeal.send': { text: 'Please' },
    'join.ask': { room_id: 1 },
    'join.cancel': { room_id: 1 },
    'join.list': { room_id: 1 },
    'join.answer': { room_id: 1, user_ids: ['u'], accept: true },
    'preview.remove': { room_id: 1, seq: 1 },
    'button.press': { room_id: 1, seq: 1, button_id: '1', client_id: crypto.randomUUID() },
    'message.withdraw': { room_id: 1, client_id: crypto.randomUUID() },
    'receipts.update': { rooms: [{ room_id: 1, read_seq: 1 }] },
    typing: { room_id: 1, typing: true },
    'room.open': { pipe: 'a room' },
    'room.join': { room_id: 1 },
    'room.leave': { room_id: 1 },
    'room.create': { client_id: crypto.randomUUID(), title: 'Friends' },
    'room.edit': { room_id: 1, title: 'Friends' },
    'room.hand_over': { room_id: 1, to: 'people' },
    'member.role': { room_id: 1, user_id: '2', role: 'admin' },
    'members.list': { room_id: 1 },
    'members.add': { room_id: 1, user_ids: ['2'] },
    'members.remove': { room_id: 1, user_id: '2' },
    'users.get': { room_id: 1, user_ids: ['2'] },
    'presence.watch': { room_ids: [] },
    'presence.active': { active: true },
    'push.ticket': { page: null },
    'push.subscribe': {
      ...{ device: 'd'.repeat(22), name: 'Firefox', language: 'en' as const, page: null },
      subscription: { endpoint: 'https://push.example/1', keys: { p256dh: 'p'.repeat(87), auth: 'a'.repeat(22) } },
    },
    'push.devices': {},
    'push.off': {},
    'call.start': { room_id: 1, party: 'p'.repeat(22), video: false },
    'call.rang': { call_id: crypto.randomUUID() },
    'call.accept': { call_id: crypto.randomUUID(), party: 'p'.repeat(22), video: false },
    'call.decline': { call_id: crypto.randomUUID() },
    'call.cancel': { call_id: crypto.randomUUID() },
    'call.join': { call_id: crypto.randomUUID(), party: 'p'.repeat(22), audio: true, video: false, screen: false },
    'call.leave': { call_id: crypto.randomUUID(), party: 'p'.repeat(22) },
    'call.end': { call_id: crypto.randomUUID() },
    'call.mute': { call_id: crypto.randomUUID(), user_id: 'bob' },
    'call.remove': { call_id: crypto.randomUUID(), user_id: 'bob' },
    'call.signal': {
      ...{ call_id: crypto.randomUUID(), party: 'p'.repeat(22), to: 'q'.repeat(22), n: 1 },
      signal: { attempt: 1 },
    },
    'call.renew': {
      ...{ call_id: crypto.randomUUID(), party: 'p'.repeat(22), connected: true },
      ...{ audio: true, video: false, screen: false },
    },
    'call.current': {},
    'room.mute': { room_id: 1, until: null },
    'reaction.add': { room_id: 1, seq: 1, emoji: '👍' },
    'reaction.remove': { room_id: 1, seq: 1, emoji: '👍' },
    'reactions.list': { room_id: 1, seq: 1, emoji: '👍' },
    'room.pin': { room_id: 1, pinned: true },
    'room.archive': { room_id: 1, archived: true },
    'room.mark': { room_id: 1, unread: true },
    'room.clear': { room_id: 1, up_to_seq: 1 },
    'upload.create': { room_id: 1, name: 'a.txt', size: 1 },
    'upload.finish': { upload_id: 'u'.repeat(22) },
    'files.tickets': { room_id: 1, file_ids: ['f'.repeat(22)] },
    'messages.search': { query: 'ann' },
    'user.block': { user_id: '2', blocked: true },
    'blocked.list': {},
    'settings.set': { settings: { sound: false } },
    'report.send': { room_id: 1, seq: 1, reason: 'spam' },
    'user.sync': { rev: 0 },
    'people.search': { query: 'ann' },
    'people.friends': {},
    'rooms.search': { query: 'ann' },
    'rooms.directory': {},
    'invite.create': { room_id: 1 },
    'invite.list': { room_id: 1 },
    'invite.revoke': { room_id: 1, invite_id: 'a'.repeat(64) },
    'invite.open': { token: 't'.repeat(22) },
    'invite.join': { token: 't'.repeat(22) },
    'guest.enter': { name: 'Sam' },
  } as const
  const open = ['auth', 'auth.renew', 'ping']
  expect([...Object.keys(frames), ...open].sort()).toEqual(Object.keys(requests).sort())
  for (const [t, fields] of Object.entries(frames)) {
    const refused = await guest.refusal(t as keyof typeof frames, fields as never)
    expect([t, refused.code]).toEqual([t, 'guest_forbidden'])
  }
  await guest.request('ping', {})
  const zero = await chat.token('0')
  expect(await guest.request('auth.renew', { token: zero })).toEqual({ expires_at: null })
  const refused = await guest.refusal('auth.renew', { token: await chat.token('ann') })
  expect(refused.code).toBe('token_user_changed')
})

test('ACCESS-4 a frame before auth is refused, and the socket may still authenticate', async () => {
  const socket = await chat.open()
  expect((await socket.refusal('rooms.list', {})).code).toBe('not_authenticated')
  expect((await socket.request('auth', await auth(await chat.token('ann')))).me).toMatchObject({ user_id: 'ann' })
  expect((await socket.refusal('auth', await auth(null))).code).toBe('already_authenticated')
})

test('ACCESS-3 ACCESS-4 a connection without the right to a request is refused, whatever the fields are', async () => {
  const socket = await chat.open()
  expect((await socket.refusal('rooms.get', { room_id: 0 })).code).toBe('not_authenticated')
  const guest = await chat.signIn(null)
  expect((await guest.refusal('room.create', { title: '' } as never)).code).toBe('guest_forbidden')
  expect((await guest.refusal('rooms.get', { room_id: 0 })).code).toBe('guest_forbidden')
  expect((await guest.refusal('auth.renew', { token: 7 } as never)).code).toBe('invalid_field')
})

test('ACCESS-4 a connection that sends nothing gets auth_timeout after 5 s and closes', async () => {
  const socket = await chat.open()
  await socket.refusal('ping', {})
  chat.clock.elapse(5_001)
  expect(await socket.event('bye')).toMatchObject({ code: 'auth_timeout' })
  expect((await socket.closed).code).toBe(4408)
})

test('ACCESS-4 a refused token is named, and closes the connection', async () => {
  const cases = {
    token_malformed: 'nonsense',
    token_expired: await chat.token('ann', { seconds: -3_600 }),
    token_signature: await chat.token('ann', { widget_id: await chat.makeWidget() }),
    token_claims: await chat.sign({ user_id: 'ann', exp: Math.floor(chat.clock.now() / 1000) + 60, initiator: 'bob' }),
  }
  for (const [code, token] of Object.entries(cases)) {
    const socket = await chat.open()
    expect((await socket.refusal('auth', await auth(token))).code as string).toBe(code)
    expect((await socket.event('bye')).code as string).toBe(code)
    expect((await socket.closed).code).toBe(4401)
  }
})

test('ACCESS-4 another version of the protocol is refused and closes the socket', async () => {
  const socket = await chat.open()
  expect(await socket.refusal('auth', await auth(null, 99))).toMatchObject({ code: 'protocol_version', field: 'v' })
  expect((await socket.closed).code).toBe(4400)
})

test('ACCESS-5 at the end of its token a connection gets a reason and closes', async () => {
  const socket = await chat.open()
  const { expires_at } = await socket.request('auth', await auth(await chat.token('ann', { seconds: 30 })))
  chat.clock.elapse((expires_at ?? 0) - chat.clock.now() - 10_000)
  await socket.settled()
  chat.clock.elapse(10_001)
  expect(await socket.event('bye')).toMatchObject({ code: 'token_expired' })
  expect((await socket.closed).code).toBe(4401)
})

test('ACCESS-6 a fresh token of the same user moves the end; a token of another user changes nothing', async () => {
  const socket = await chat.open()
  const { expires_at } = await socket.request('auth', await auth(await chat.token('ann', { seconds: 30 })))
  const other = await socket.refusal('auth.renew', { token: await chat.token('bob') })
  expect(other).toMatchObject({ code: 'token_user_changed', field: 'token' })
  const bad = await socket.refusal('auth.renew', { token: 'nonsense' })
  expect(bad.code).toBe('token_malformed')
  const renewed = await socket.request('auth.renew', { token: await chat.token('ann', { seconds: 600 }) })
  expect(renewed.expires_at).toBeGreaterThan(expires_at ?? 0)
  chat.clock.elapse((expires_at ?? 0) - chat.clock.now() + 1_000)
  await socket.settled()
})

test('ACCESS-7 sockets open from the chat itself, from the origins of the widget, and from programs', async () => {
  for (const headers of [{}, { origin: PUBLIC_URL }, { origin: SITE_ORIGIN }] as Record<string, string>[]) {
    await chat.open({ headers })
  }
  const evil = await chat.open({ headers: { origin: 'https://evil.example' } })
  expect(await evil.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  expect((await evil.closed).code).toBe(4403)
})

test('CONN-5 a refused connection opens, gets a reason that pages can read, and closes; its frames are not read', async () => {
  const unknown = await chat.open({ widget_id: 999 })
  unknown.send({ t: 'auth', id: 1, ...(await auth(null)) })
  expect(await unknown.event('bye')).toMatchObject({ code: 'widget_unknown' })
  expect((await unknown.closed).code).toBe(4404)
  expect(unknown.events).toEqual([])
})

test('CONN-5 a refused connection is gone from the server also when its client never closes it', async () => {
  const { host, hostname, port, pathname } = new URL(chat.socketUrl(999))
  const ended = Promise.withResolvers<void>()
  await Bun.connect({
    hostname,
    port: Number(port),
    allowHalfOpen: true,
    socket: {
      open: (socket) => void socket.write(upgradeRequest(host, pathname)),
      data: () => undefined,
      end(socket) {
        socket.end()
        ended.resolve()
      },
      error: () => ended.resolve(),
    },
  })
  await ended.promise
})

test('CONN-5 a client that is refused again and again gets the cheaper answer of HTTP', async () => {
  const strict = await startChat({ limits: { goodbyes: { burst: 2, perSecond: 0.001 } } })
  for (const _ of [1, 2]) await (await strict.open({ widget_id: 999 })).event('bye')
  expect((await refusalOf(strict.open({ widget_id: 999 }))).message).toContain('did not open')
  await strict.open()
  await strict.stop()
})

test('a plain request to the address of sockets is answered in words', async () => {
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url.replace('ws:', 'http:'), { headers })
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code]
  }
  expect(await ask(chat.socketUrl())).toEqual([400, 'invalid_frame'])
  expect(await ask(chat.socketUrl(999))).toEqual([404, 'widget_unknown'])
  expect(await ask(chat.socketUrl(), { origin: 'https://evil.example' })).toEqual([403, 'origin_not_allowed'])
})

test('CONN-5 too many new connections of one address get the time to come back', async () => {
  const busy = await startChat({ limits: { NEW_SOCKETS_PER_SECOND: 0.2 } })
  await busy.open()
  await busy.open()
  const refused = await busy.open()
  expect(await refused.event('bye')).toMatchObject({ code: 'rate_limited', retry_after_ms: expect.any(Number) })
  expect((await refused.closed).code).toBe(4429)
  const plain = await fetch(busy.socketUrl().replace('ws:', 'http:'))
  expect([plain.status, Number(plain.headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
  await busy.stop()
})

function upgradeRequest(host: string, pathname: string): string {
  return (
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
  )
}

test('LIFE-3 on drain pending requests are answered, every client gets `bye`, and new connections are refused', async () => {
  const ending = await startChat()
  const [ann, bob] = [await ending.signIn('ann'), await ending.signIn('bob')]
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const room_id = room.room_id
  await ann.settled()
  const late = say(ann, room_id, 'last words')
  const receipt = bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  await Promise.all([bob.event('message'), late])
  await ending.gateway.drain()
  await receipt
  for (const socket of [ann, bob]) {
    expect(await socket.event('bye')).toMatchObject({ code: 'shutting_down' })
    expect((await socket.closed).code).toBe(1012)
  }
  const tooLate = await ending.open()
  expect(await tooLate.event('bye')).toMatchObject({ code: 'shutting_down', retry_after_ms: 1_000 })
  expect((await tooLate.closed).code).toBe(1012)
  await ending.stop()
})

test('LIFE-3 while the database is away, a drain still tells every client, and ends', async () => {
  const ending = await startChat()
  const [ann, bob] = [await ending.signIn('ann'), await ending.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await say(ann, room_id, 'last words')
  const { moveWatermarks, setLastSeen } = ending.store.chat
  const failed: string[] = []
  const fails = (message: string) => () => {
    failed.push(message)
    return Promise.reject(new Error('the database is away'))
  }
  Object.assign(ending.store.chat, { moveWatermarks: fails('receipts'), setLastSeen: fails('last seen') })
  const receipt = bob.refusal('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  await bob.settled()
  await ending.gateway.drain()
  expect(await receipt).toMatchObject({ code: 'internal' })
  for (const socket of [ann, bob]) {
    expect(await socket.event('bye')).toMatchObject({ code: 'shutting_down' })
    expect((await socket.closed).code).toBe(1012)
  }
  expect([...new Set(failed)].sort()).toEqual(['last seen', 'receipts'])
  Object.assign(ending.store.chat, { moveWatermarks, setLastSeen })
  await ending.stop()
})

test('LIFE-3 a drain stores every reaction that waits, also those that come while others are stored', async () => {
  const ending = await startChat()
  const [ann] = [await ending.signIn('ann'), await ending.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await say(ann, room_id, 'the last one')
  const { changeReactions } = ending.store.chat
  const storing = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const slow: typeof changeReactions = async (given) => {
    storing.resolve()
    await goOn.promise
    return changeReactions(given)
  }
  Object.assign(ending.store.chat, { changeReactions: slow })
  const react = (emoji: string) => ann.request('reaction.add', { room_id, seq: 1, emoji })
  const first = react('👍')
  await storing.promise
  const drained = ending.gateway.drain()
  const others = [react('🎉'), react('🔥')]
  await ann.settled()
  goOn.resolve()
  await Promise.all([first, ...others])
  await drained
  await ending.stop()
})
