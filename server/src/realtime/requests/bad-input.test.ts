import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../testing/chat-server.ts'
import { say } from '../testing/crowd.ts'
import type { TestSocket } from '../testing/test-socket.ts'

let chat: ChatServer
let bystander: TestSocket
beforeAll(async () => {
  chat = await startChat()
  bystander = await chat.signIn('bystander')
})
afterAll(() => chat.stop())

test('CONN-1 an invalid frame is refused, and the connection stays open', async () => {
  const socket = await chat.signIn('ann')
  for (const text of ['', 'hello', '[]', 'null', '7', '{"t":', '"ping"']) {
    expect([text, (await socket.answerTo(text)).code]).toEqual([text, 'invalid_frame'])
  }
  expect((await socket.answerTo(new Uint8Array([1, 2, 3]))).code).toBe('invalid_frame')
  expect(await socket.answerTo('{"id":"x"}')).toMatchObject({ code: 'invalid_frame', field: 't' })
  for (const t of ['nope', 'constructor', '__proto__', 'toString']) {
    expect((await socket.answerTo(JSON.stringify({ t }))).code).toBe('unknown_frame')
  }
  await socket.settled()
})

test('CONN-1 the error for a wrong field names the field and the id of its request', async () => {
  const socket = await chat.signIn('ann')
  const cases: [string, Record<string, unknown>, string][] = [
    ['rooms.get', { room_id: 'one' }, 'room_id'],
    ['rooms.get', { room_id: 1.5 }, 'room_id'],
    ['rooms.get', { room_id: 0 }, 'room_id'],
    ['rooms.get', {}, 'room_id'],
    ['rooms.get', { room_id: 1, extra: true }, 'extra'],
    ['rooms.list', { limit: 101 }, 'limit'],
    ['rooms.list', { limit: -1 }, 'limit'],
    ['rooms.list', { cursor: 'x' }, 'cursor'],
    ['messages.list', { room_id: 1, before_seq: -5 }, 'before_seq'],
    ['message.send', { room_id: 1, client_id: 'not a uuid', text: 'x' }, 'client_id'],
    ['message.send', { room_id: 1, client_id: crypto.randomUUID(), text: 7 }, 'text'],
    ['receipts.update', { rooms: [{ room_id: 1 }, { room_id: 2, read_seq: -1 }] }, 'rooms.1.read_seq'],
    ['receipts.update', { rooms: [] }, 'rooms'],
    ['presence.watch', { room_ids: [1, 'two'] }, 'room_ids.1'],
    ['dialog.open', { user_id: { id: 1 } }, 'user_id'],
    ['dialog.open', { user_id: 1.5 }, 'user_id'],
    ['dialog.open', { user_id: 2 ** 60 }, 'user_id'],
    ['dialog.open', { user_id: '' }, 'user_id'],
    ['dialog.open', { user_id: 'a,b' }, 'user_id'],
    ['dialog.open', { user_id: 'x'.repeat(129) }, 'user_id'],
    ['dialog.open', { user_id: 0 }, 'user_id'],
  ]
  for (const [t, fields, field] of cases) {
    const refused = await socket.refusal(t as 'ping', fields as never)
    expect([t, fields, refused.code, refused.field]).toEqual([t, fields, 'invalid_field', field])
    expect(refused.message).toContain(field.split('.').at(-1) ?? '')
  }
  const badId = await socket.answerTo('{"t":"ping","id":"seven"}')
  expect(badId).toMatchObject({ code: 'invalid_field', field: 'id' })
})

test('CONN-2 a frame that is too large is refused, and the connection stays open', async () => {
  const socket = await chat.signIn('ann')
  for (const text of ['x'.repeat(65_537), 'я'.repeat(35_000)]) {
    expect((await socket.answerTo(JSON.stringify({ t: 'message.send', text }))).code).toBe('frame_too_large')
  }
  await socket.settled()
})

test('LIMIT-6 a frame that is nested deeper than 32 levels is refused under its id before it is parsed', async () => {
  const socket = await chat.signIn('ann')
  const nested = (depth: number) => `{"t":"ping","id":7,"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  for (const text of [nested(33), nested(20_000), `{"x":"\\"","id":7,"y":${'['.repeat(60_000)}`]) {
    expect(await socket.answerTo(text)).toMatchObject({ code: 'invalid_frame' })
  }
  expect(await socket.answerTo(nested(32))).toMatchObject({ code: 'invalid_field', field: 'x' })
  const { room } = await socket.request('dialog.open', { user_id: 'bystander' })
  expect(await say(socket, room.room_id, '[{"'.repeat(100))).toMatchObject({ seq: 1 })
})

test('LIMIT-6 a large frame counts for its bytes, and is refused under its id without being parsed', async () => {
  const small = await startChat({ limits: { FRAMES_PER_SECOND: 2, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
  const socket = await small.signIn('ann')
  // 16 frames may come at once, the sign-in was one, and 60,000 bytes count for 14: the next have room 6 s later.
  const large = (id: number) => JSON.stringify({ t: 'message.send', text: '"[{'.repeat(15_000), id })
  const codes: (string | undefined)[] = []
  for (let n = 0; n < 3; n++) codes.push((await socket.answerTo(large(1_000 + n))).code)
  expect(codes).toEqual(['invalid_field', 'rate_limited', 'rate_limited'])
  const answered: unknown[] = []
  socket.raw.addEventListener('message', ({ data }: MessageEvent<string>) => answered.push(JSON.parse(data)))
  await socket.answerTo(large(2_000))
  expect(answered).toMatchObject([{ id: 2_000, code: 'rate_limited' }])
  await small.stop()
})

test('CONN-2 CONN-4 a frame that is far too large closes only its own connection', async () => {
  const socket = await chat.signIn('ann')
  socket.raw.send('x'.repeat(72 * 1024 + 1))
  await socket.closed
  await bystander.settled()
})

test('LIMIT-12 CONN-4 ten thousand frames a second are refused, then only that connection is closed', async () => {
  const socket = await chat.signIn('ann')
  for (let n = 0; n < 10_000; n++) socket.raw.send(`{"t":"ping","id":${n + 1_000_000}}`)
  expect(await socket.event('bye')).toMatchObject({ code: 'flood' })
  expect((await socket.closed).code).toBe(4429)
  expect(socket.errors.length).toBeGreaterThan(100)
  expect(socket.errors[0]).toMatchObject({ code: 'rate_limited' })
  expect(socket.errors[0]?.retry_after_ms).toBeGreaterThan(0)
  await bystander.settled()
})

test('CONN-3 CONN-4 a client that does not read is disconnected, and the clients that read get everything', async () => {
  const small = await startChat({
    limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 },
  })
  const [ann, bob] = [await small.signIn('ann'), await small.signIn('bob')]
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const slow = await slowReadDb(small, await small.token('bob'))
  // More than the kernel's buffers and the limit together can hold.
  const texts = Array.from({ length: 1_500 }, () => 'x'.repeat(9_000))
  for (let start = 0; start < texts.length; start += 50) {
    const some = texts.slice(start, start + 50)
    const send = (text: string) => say(ann, room.room_id, text)
    await Promise.all(some.map(send))
  }
  await bob.until(() => bob.events.filter((event) => event.t === 'message').length === texts.length, 'every message')
  await slow.readOn()
  await small.stop()
})

/** A client of bare TCP that authenticates and then stops reading. */
async function slowReadDb(server: ChatServer, token: string): Promise<{ readOn(): Promise<void> }> {
  const { host, pathname, hostname, port } = new URL(server.socketUrl())
  let greeted = false
  const connected = Promise.withResolvers<void>()
  const cut = Promise.withResolvers<void>()
  const client = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open(socket) {
        socket.write(
          `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        )
      },
      data(socket, data) {
        if (!greeted) {
          greeted = true
          socket.write(maskedFrame(JSON.stringify({ t: 'auth', id: 1, v: 1, token })))
        } else if (data.includes('"ok"')) {
          socket.pause()
          connected.resolve()
        }
      },
      close: () => cut.resolve(),
      error: () => cut.resolve(),
    },
  })
  await connected.promise
  return {
    /** Reads what there still is, up to the end of the connection. */
    readOn() {
      client.resume()
      return cut.promise
    },
  }
}

/** A text frame as clients send it, under a mask of zeros. */
function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length)
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126]), length, Buffer.alloc(4), body])
}
