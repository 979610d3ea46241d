import { afterEach, expect, spyOn, test } from 'bun:test'
import { type ErrorBody, PROTOCOL_VERSION, ROOM_TYPE } from '@imbachat/protocol'
import { until } from '../../../../../sdk/src/testing/until.ts'
import type { RealtimeLimits } from '../../limits/limits.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
afterEach(() => chat.stop())

/** A server to which a test comes from any address. */
async function start(limits: Partial<RealtimeLimits> = {}): Promise<void> {
  chat = await startChat({ trustedProxies: ['127.0.0.0/8'], limits })
}

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
const HERE = '203.0.113.7'
const THERE = '203.0.113.8'

async function mustBeRefused(opening: Promise<TestSocket>): Promise<void> {
  const socket = await opening
  expect(await socket.event('bye')).toMatchObject({ code: 'too_many_sockets', retry_after_ms: 10_000 })
  expect((await socket.closed).code).toBe(4429)
}

test('LIMIT-4 above the limit of a user their oldest connection closes, and no other user is affected', async () => {
  await start({ MAX_SOCKETS_PER_USER: 3 })
  const bob = await chat.signIn('bob')
  const sockets: TestSocket[] = []
  for (let n = 0; n < 5; n++) sockets.push(await chat.signIn('ann', { over: n === 1 ? 'stream' : 'socket' }))
  for (const socket of sockets.slice(0, 2)) {
    expect(await socket.event('bye')).toMatchObject({ code: 'too_many_sockets', retry_after_ms: 60_000 })
    await socket.closed
  }
  for (const socket of [...sockets.slice(2), bob]) await socket.settled()
})

test('LIMIT-4 a connection that still signs in takes no place of another one of its user', async () => {
  await start({ MAX_SOCKETS_PER_USER: 2 })
  const first = await chat.signIn('ann')
  const read = chat.store.chat.ownRevs
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = spyOn(chat.store.chat, 'ownRevs').mockImplementationOnce(async (...of) => {
    asked.resolve()
    await held.promise
    return await read(...of)
  })
  const second = await chat.open()
  const signsIn = second.request('auth', { v: PROTOCOL_VERSION, token: await chat.token('ann') })
  await asked.promise
  const third = await chat.signIn('ann')
  for (const socket of [first, third]) await socket.settled()
  held.resolve()
  await signsIn
  expect(await first.event('bye')).toMatchObject({ code: 'too_many_sockets' })
  for (const socket of [second, third]) await socket.settled()
  slow.mockRestore()
})

test('LIMIT-4 a connection whose token is refused takes no place of another one of its user', async () => {
  await start({ MAX_SOCKETS_PER_USER: 1 })
  const ann = await chat.signIn('ann')
  const seconds = Math.floor(chat.clock.now() / 1000)
  await chat.store.control
    .updateTable('chat_user')
    .set({ tokens_from: seconds * 1000 })
    .where('id', '=', 'ann')
    .execute()
  const before = await chat.sign({ user_id: 'ann', iat: seconds - 60, exp: seconds + 60 })
  const second = await chat.open()
  expect(await second.refusal('auth', { v: PROTOCOL_VERSION, token: before })).toMatchObject({ code: 'token_expired' })
  await ann.settled()
})

test('LIMIT-4 an address has a limit of connections, streams included; proxies and this machine are not counted', async () => {
  await start({ MAX_SOCKETS_PER_ADDRESS: 3 })
  const first = await chat.signIn(null, from(HERE))
  await chat.signIn('ann', from(HERE))
  await chat.signIn('bob', { ...from(HERE), over: 'stream' })
  await mustBeRefused(chat.open(from(HERE)))
  for (let n = 0; n < 5; n++) await chat.signIn(null)
  await chat.signIn(null, from(THERE))
  first.close()
  await first.closed
  const later = await chat.signIn(null, from(HERE))
  await later.settled()
})

test('LIMIT-4 a widget has a limit of connections, and other widgets are not affected', async () => {
  await start({ MAX_SOCKETS_PER_WIDGET: 2 })
  const other = await chat.makeWidget()
  for (const user of ['ann', 'bob']) await chat.signIn(user)
  await mustBeRefused(chat.open())
  await chat.signIn('ann', { widget_id: other })
})

test('LIMIT-4 a full server refuses connections and says so, also when all come at once', async () => {
  await start({ MAX_SOCKETS: 5 })
  const sockets = await Promise.all(Array.from({ length: 20 }, () => chat.open()))
  const codes: string[] = []
  for (const socket of sockets) {
    const bye = socket.event('bye').then(({ code }) => code)
    codes.push(await Promise.race([bye, socket.refusal('ping', {}).then(({ code }) => code)]))
    bye.catch(() => undefined)
  }
  expect(codes.filter((code) => code === 'too_many_sockets')).toHaveLength(15)
  expect(codes.filter((code) => code === 'not_authenticated')).toHaveLength(5)
})

test.each(['MAX_SOCKETS_PER_WIDGET', 'MAX_SOCKETS'] as const)(
  'LIMIT-15 LIMIT-5 guests that fill up %s are evicted for users, the oldest first',
  async (cap) => {
    await start({ [cap]: 3 })
    const guests: TestSocket[] = []
    for (const over of ['socket', 'stream', 'socket'] as const) guests.push(await chat.signIn(null, { over }))
    for (const [n, guest] of guests.entries()) {
      const user = await chat.signIn(`user${n}`, { over: n === 2 ? 'stream' : 'socket' })
      expect(await guest.event('bye')).toMatchObject({ code: 'too_many_sockets', retry_after_ms: 10_000 })
      await guest.closed
      await user.settled()
    }
    await mustBeRefused(chat.open())
  },
)

test('LIMIT-16 LIMIT-5 on a full server the widget with the most guests loses its oldest guest', async () => {
  await start({ MAX_SOCKETS: 4 })
  const other = await chat.makeWidget()
  const quiet = await chat.signIn(null)
  const many = [await chat.signIn(null, { widget_id: other }), await chat.signIn(null, { widget_id: other })]
  await chat.signIn('ann')
  await chat.signIn('bob')
  expect((await many[0]?.event('bye'))?.code).toBe('too_many_sockets')
  for (const socket of [quiet, many[1]]) await socket?.settled()
})

test.each(['MAX_SOCKETS_PER_WIDGET', 'MAX_SOCKETS'] as const)(
  'LIMIT-15 LIMIT-5 unauthenticated connections, streams included, are evicted where %s is reached, the oldest first',
  async (cap) => {
    await start({ [cap]: 3 })
    const silent: TestSocket[] = []
    for (const over of ['socket', 'stream', 'socket'] as const) silent.push(await chat.open({ over, ...from(HERE) }))
    for (const [n, socket] of silent.entries()) {
      const user = await chat.signIn(`user${n}`, { ...from(THERE), over: n === 2 ? 'stream' : 'socket' })
      expect(await socket.event('bye')).toMatchObject({ code: 'too_many_sockets', retry_after_ms: 10_000 })
      await socket.closed
      await user.settled()
    }
    await mustBeRefused(chat.open(from(HERE)))
  },
)

test.each(['MAX_SOCKETS_PER_WIDGET', 'MAX_SOCKETS'] as const)(
  'LIMIT-16 LIMIT-5 where %s is reached, a flood from one address evicts itself, and others have time to authenticate',
  async (cap) => {
    await start({ [cap]: 4 })
    const flood = async () => {
      for (let n = 0; n < 12; n++) {
        const over = n % 2 ? 'stream' : 'socket'
        await (n % 3 ? chat.open({ over, ...from(HERE) }) : chat.signIn(null, { over, ...from(HERE) }))
      }
    }
    await flood()
    const [ann, guest] = [await chat.open(from(THERE)), await chat.signIn(null, from('203.0.113.9'))]
    await flood()
    await ann.request('auth', { v: PROTOCOL_VERSION, token: await chat.token('ann') })
    await guest.settled()
    const bob = await chat.signIn('bob', from(THERE))
    await flood()
    for (const socket of [ann, bob, guest]) await socket.settled()
  },
)

test('LIMIT-16 LIMIT-5 among addresses with one connection each, the widget with the most guests loses one', async () => {
  await start({ MAX_SOCKETS: 4 })
  const other = await chat.makeWidget()
  const quiet = await chat.open(from('203.0.113.1'))
  const many: TestSocket[] = []
  for (let n = 2; n < 8; n++) many.push(await chat.open({ widget_id: other, ...from(`203.0.113.${n}`) }))
  for (const socket of many.slice(0, 3)) expect((await socket.event('bye')).code).toBe('too_many_sockets')
  await quiet.request('auth', { v: PROTOCOL_VERSION, token: await chat.token('ann') })
})

const AUTH = { t: 'auth', id: 1, v: PROTOCOL_VERSION, token: 'nonsense' }

test.each([
  'makes room',
  'says nothing',
  'is refused',
  'brings a bad token',
  'is displaced by a newer connection of the same user',
] as const)(
  'ACCESS-11 CONN-5 LIMIT-4 where many are refused, a client that %s is gone even if it never closes',
  async (why) => {
    const sockets = why === 'makes room' || why === 'is refused' ? { MAX_SOCKETS: 1 } : { MAX_SOCKETS_PER_USER: 1 }
    await start({ ...sockets, closing: { burst: 0, perSecond: 0.001 } })
    const first = { ...AUTH }
    if (why === 'is displaced by a newer connection of the same user') first.token = await chat.token('ann')
    if (why === 'is refused') await chat.signIn('ann')
    const saysFirst = why === 'brings a bad token' || why === 'is displaced by a newer connection of the same user'
    const { gone } = await neverCloses(saysFirst ? first : null)
    if (why === 'says nothing') chat.clock.elapse(5_001)
    else if (why !== 'brings a bad token' && why !== 'is refused') await chat.signIn('ann')
    await gone
  },
)

/**
 * Opens a socket, sends a frame, and closes neither then nor later.
 * @returns once it is answered, what resolves when the server has let it go
 */
async function neverCloses(frame: object | null): Promise<{ gone: Promise<void> }> {
  const { hostname, port, host, pathname } = new URL(chat.socketUrl())
  const upgrade = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
  const key = `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`
  const gone = Promise.withResolvers<void>()
  let writing: Timer | undefined
  let received = ''
  const ended = () => {
    clearInterval(writing)
    gone.resolve()
  }
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    allowHalfOpen: true,
    socket: {
      open: (socket) => void socket.write(upgrade + key),
      data(_, bytes) {
        received += bytes.toString()
      },
      // A connection of which only the other half is shut takes what is written; one that is gone does not.
      end(socket) {
        writing = setInterval(() => socket.write('x'), 20)
      },
      close: ended,
      error: ended,
    },
  })
  await until(() => received.includes('\r\n\r\n'), 'the answer to the upgrade')
  if (frame) socket.write(masked(JSON.stringify(frame)))
  if (frame) await until(() => received.includes('"id":1'), 'the reply')
  return { gone: gone.promise }
}

/** A text as a client sends it, masked with zeros. */
function masked(text: string): Buffer {
  const head = Buffer.from([0x81, 0xfe, 0, 0, 0, 0, 0, 0])
  head.writeUInt16BE(text.length, 2)
  return Buffer.concat([head, Buffer.from(text)])
}

/** Asks so often at once on each of them. @returns what those were told who were refused */
async function ask(sockets: readonly TestSocket[], times: number): Promise<ErrorBody[]> {
  const asked = sockets.flatMap((socket) => Array.from({ length: times }, () => socket.request('ping', {})))
  const answers = await Promise.allSettled(asked)
  return answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as ErrorBody] : []))
}

// Eight seconds of a rate may come at once: each of these is in its own rate, and together they are not.

test('LIMIT-1 the rate of a user covers all connections of the user, and no other user', async () => {
  await start({ FRAMES_PER_SECOND: 5, FRAMES_PER_SECOND_PER_ADDRESS: 0 })
  const [first, second, bob] = [await chat.signIn('ann'), await chat.signIn('ann'), await chat.signIn('bob')]
  const [reply] = await ask([first, second], 36)
  expect(reply).toMatchObject({ code: 'rate_limited', message: 'At most 5 frames a second of one user.' })
  expect(await ask([bob], 36)).toEqual([])
  chat.clock.elapse(reply?.retry_after_ms ?? 0)
  await second.settled()
})

test('LIMIT-1 the rate of a user continues when the user closes all connections and reconnects', async () => {
  await start({ FRAMES_PER_SECOND: 5, FRAMES_PER_SECOND_PER_ADDRESS: 0 })
  const first = await chat.signIn('ann')
  expect(await ask([first], 36)).toEqual([])
  first.close()
  await first.closed
  const second = await chat.signIn('ann')
  const [reply] = await ask([second], 36)
  expect(reply?.code).toBe('rate_limited')
  chat.clock.elapse(8_000)
  expect(await ask([second], 36)).toEqual([])
})

test('LIMIT-11 an address has a rate over all its connections, whatever users they belong to', async () => {
  await start({ FRAMES_PER_SECOND: 50, FRAMES_PER_SECOND_PER_ADDRESS: 5 })
  const sockets = [await chat.signIn(null, from(HERE)), await chat.signIn('ann', from(HERE))]
  const there = await chat.signIn('bob', from(THERE))
  const [reply] = await ask(sockets, 36)
  expect(reply).toMatchObject({ code: 'rate_limited', message: 'At most 5 frames a second of one address.' })
  expect(reply?.retry_after_ms).toBeGreaterThan(0)
  expect(await ask([there], 36)).toEqual([])
})

test('LIMIT-11 a widget has a rate where the administrator sets one, and other widgets are not affected', async () => {
  await start({ FRAMES_PER_SECOND: 50, FRAMES_PER_SECOND_PER_ADDRESS: 0, FRAMES_PER_SECOND_PER_WIDGET: 5 })
  const sockets = [await chat.signIn('ann'), await chat.signIn('bob')]
  const other = await chat.signIn('ann', { widget_id: await chat.makeWidget() })
  const [reply] = await ask(sockets, 35)
  expect(reply).toMatchObject({ code: 'rate_limited', message: 'At most 5 frames a second of one widget.' })
  expect(await ask([other], 35)).toEqual([])
})

/** Stores memberships as if the user had joined the rooms in the course of a day. */
async function isInRooms(user_id: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => index + 1_000_000)
  const about = {
    widget_id: chat.widget_id,
    is_public: 1,
    member_count: 1,
    type: ROOM_TYPE.conference,
    last_seq: 0,
    last_rev: 0,
    created_at: 1,
    active_at: 1,
  }
  const rooms = ids.map((id) => ({ ...about, id, pipe: `room ${id}` }))
  const marks = {
    widget_id: chat.widget_id,
    role: 'member' as const,
    read_seq: 0,
    delivered_seq: 0,
    joined_at: 1,
    state: 'joined',
  } as const
  const members = ids.map((room_id) => ({ ...marks, room_id, user_id }))
  for (let start = 0; start < count; start += 1_000) {
    const part = [start, start + 1_000] as const
    await chat.store.control
      .insertInto('room')
      .values(rooms.slice(...part))
      .execute()
    await chat.store.control
      .insertInto('member')
      .values(members.slice(...part))
      .execute()
  }
}

test('LIMIT-1 a user in many rooms has a rate of sign-ins, with or without an open connection', async () => {
  await start({ FRAMES_PER_SECOND: 1, FRAMES_PER_SECOND_PER_ADDRESS: 0 })
  await isInRooms('eve', 600)
  const comeAndGo = async () => {
    const eve = await chat.open()
    const auth = eve.request('auth', { v: PROTOCOL_VERSION, token: await chat.token('eve') })
    const refusal = await auth.then(
      () => null,
      (error: ErrorBody) => error,
    )
    eve.close()
    await eve.closed
    return refusal
  }
  expect(await comeAndGo()).toBeNull()
  const refusal = await comeAndGo()
  expect(refusal).toMatchObject({ code: 'rate_limited', message: 'Too many sign-ins of one user.' })
  for (let n = 0; n < 4; n++) await chat.signIn('bob')
  chat.clock.elapse(8_000)
  expect(await comeAndGo()).toBeNull()
})

test('LIMIT-2 LIMIT-8 a user at the limit of rooms gets into no more, by any way, until they leave one', async () => {
  await start({ ROOMS_PER_USER: 20 })
  for (const name of ['ann', 'bob', 'eve']) chat.siteUsers.set(name, { name })
  const bob = await chat.signIn('bob')
  const { room } = await bob.request('room.open', { pipe: 'club', is_public: true })
  await isInRooms('eve', 20)
  const eve = await chat.signIn('eve')
  expect((await eve.refusal('room.open', { pipe: 'one more' })).code).toBe('forbidden')
  expect((await eve.refusal('room.join', { room_id: room.room_id })).code).toBe('forbidden')
  expect((await eve.refusal('dialog.open', { user_id: 'ann' })).code).toBe('forbidden')
  expect(await bob.refusal('dialog.open', { user_id: 'eve' })).toMatchObject({ code: 'forbidden', field: 'user_id' })
  expect((await bob.request('members.add', { room_id: room.room_id, user_ids: ['eve', 'ann'] })).added).toEqual(['ann'])
  const made = await bob.request('room.open', { pipe: 'with eve', user_ids: ['eve', 'ann'] })
  expect(made.room.member_count).toBe(2)
  expect((await eve.refusal('rooms.get', { room_id: made.room.room_id })).code).toBe('room_not_found')
  await eve.request('room.leave', { room_id: 1_000_000 })
  await eve.request('room.leave', { room_id: 1_000_001 })
  expect((await eve.request('room.join', { room_id: room.room_id })).room.state).toBe('joined')
})

test('LIMIT-9 while a user who is in 10,000 rooms signs in, others are answered', async () => {
  await start({})
  await isInRooms('eve', 10_000)
  await chat.signIn('eve')
  const bystander = await chat.signIn(null)
  const eve = await chat.open()
  const answered: string[] = []
  const token = await chat.token('eve')
  const auth = eve.request('auth', { v: PROTOCOL_VERSION, token }).then(() => answered.push('eve'))
  const ping = bystander.settled().then(() => answered.push('bystander'))
  await Promise.all([auth, ping])
  expect(answered).toEqual(['bystander', 'eve'])
  // All of them are heard: one that ends is told.
  await eve.request('room.leave', { room_id: 1_009_999 })
  expect(await eve.event('room')).toMatchObject({ room: { room_id: 1_009_999, state: 'left' } })
})

test('LIMIT-1 a list counts by the rooms that the user is in', async () => {
  await start({ FRAMES_PER_SECOND: 2, FRAMES_PER_SECOND_PER_ADDRESS: 0 })
  await isInRooms('eve', 350)
  const [eve, bob] = [await chat.signIn('eve'), await chat.signIn('bob')]
  await eve.request('rooms.list', { limit: 1 })
  expect((await eve.refusal('rooms.list', { limit: 1 })).code).toBe('rate_limited')
  for (let n = 0; n < 4; n++) await bob.request('rooms.list', { limit: 1 })
})

test('LIMIT-1 a frame that asks for much counts for several', async () => {
  await start({ FRAMES_PER_SECOND: 5, FRAMES_PER_SECOND_PER_ADDRESS: 0 })
  const ann = await chat.signIn('ann')
  const asked = Array.from({ length: 20 }, () => ann.request('rooms.list', { limit: 100 }))
  const answers = await Promise.allSettled(asked)
  expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(10)
  expect(await ask([await chat.signIn('bob')], 20)).toEqual([])
})
