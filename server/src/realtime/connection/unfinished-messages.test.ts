import { afterEach, beforeEach, expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type ChatServer, startChat } from '../testing/chat-server.ts'
import { OPCODE, openRaw, type RawClient, rawFrame } from '../testing/raw-client.ts'
import type { StreamSocket } from '../testing/stream-socket.ts'

let chat: ChatServer
beforeEach(async () => {
  chat = await startChat()
})
afterEach(() => chat.stop())

/** A connection of a guest, or of the user whose token it is, by hand. */
async function signedIn(token: string | null): Promise<RawClient> {
  const client = await openRaw(chat.socketUrl())
  client.write(rawFrame(OPCODE.text, JSON.stringify({ t: 'auth', id: 1, v: 1, token })))
  await until(() => client.received().includes('"t":"ok"'), 'the reply to auth')
  return client
}

test('CONN-7 a message that grows above 72 KiB closes its connection before it is finished', async () => {
  const whole = await openRaw(chat.socketUrl())
  whole.write(rawFrame(OPCODE.text, 'x', { declared: 72 * 1024 + 1 }))
  await whole.closed
  const inParts = await openRaw(chat.socketUrl())
  inParts.write(rawFrame(OPCODE.text, 'x'.repeat(70 * 1024), { last: false }))
  inParts.write(rawFrame(OPCODE.continuation, 'x'.repeat(3 * 1024), { last: false }))
  await inParts.closed
})

test('CONN-7 a guest who finishes no message for 90 seconds is disconnected, whatever else arrives', async () => {
  const inParts = await signedIn(null)
  inParts.write(rawFrame(OPCODE.text, 'x'.repeat(60_000), { last: false }))
  const unfinished = await signedIn(null)
  unfinished.write(rawFrame(OPCODE.text, 'x'.repeat(60_000), { declared: 65_000 }))
  const talking = await chat.signIn(null)
  chat.clock.elapse(60_000)
  inParts.write(rawFrame(OPCODE.continuation, 'x', { last: false }), rawFrame(OPCODE.pong, ''))
  unfinished.write(Buffer.from('x'))
  await talking.settled()
  chat.clock.elapse(31_000)
  await Promise.all([inParts.closed, unfinished.closed])
  await talking.settled()
})

test('CONN-7 a user who is signed in may be silent for as long as the token lives', async () => {
  const silent = await chat.signIn('ann')
  chat.clock.elapse(600_000)
  await silent.settled()
})

test('CONN-7 STREAM-1 a guest whose stream is answered with empty POSTs stays', async () => {
  const guest = await chat.signIn(null, { over: 'stream' })
  const stream = guest.raw as unknown as StreamSocket
  for (let n = 0; n < 3; n++) {
    chat.clock.elapse(50_000)
    const before = stream.posts
    stream.send('')
    await until(() => stream.idle && stream.posts > before)
  }
  await guest.settled()
})

test('CONN-8 a flood of pings or pongs ends its connection', async () => {
  for (const opcode of [OPCODE.ping, OPCODE.pong]) {
    const client = await signedIn(await chat.token('ann'))
    client.write(...Array.from({ length: 5_000 }, () => rawFrame(opcode, '')))
    await client.closed
    expect(client.received()).toContain('"code":"flood"')
  }
})

test('CONN-7 a POST to a stream that does not arrive in time is refused', async () => {
  const answer = Promise.withResolvers<string>()
  const { hostname, port, pathname } = new URL(`${chat.httpUrl()}/frames`)
  const posting = await Bun.connect({
    hostname,
    port: Number(port),
    socket: { data: (_, data) => answer.resolve(data.toString()) },
  })
  posting.write(`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 100000\r\n\r\nsome`)
  // It may not have come yet.
  const pushing = setInterval(() => chat.clock.elapse(20_000), 10)
  expect(await answer.promise).toStartWith('HTTP/1.1 400')
  clearInterval(pushing)
  posting.end()
})
