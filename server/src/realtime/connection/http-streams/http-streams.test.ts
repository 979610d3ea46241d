import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { type ChatServer, PUBLIC_URL, SITE_ORIGIN, startChat } from '../../testing/chat-server.ts'
import { StreamSocket } from '../../testing/stream-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cid']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const over = 'stream'
const client_id = () => crypto.randomUUID()

/** A stream whose POSTs the test writes itself. */
async function byHand(): Promise<StreamSocket> {
  const stream = new StreamSocket(chat.httpUrl())
  await new Promise<void>((opened) => {
    stream.onopen = opened
  })
  return stream
}

const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code

test('STREAM-1 over a stream a client signs in, lists, writes and reads, together with clients on WebSockets', async () => {
  const ann = await chat.signIn('ann', { over })
  const bob = await chat.signIn('bob')
  expect(ann.auth.me).toMatchObject({ user_id: 'ann' })
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const { seq } = await ann.request('message.send', { room_id: room.room_id, client_id: client_id(), text: 'Привет' })
  expect(await bob.event('message')).toMatchObject({ message: { seq, text: 'Привет', sender_id: 'ann' } })
  await bob.request('message.send', { room_id: room.room_id, client_id: client_id(), text: 'hello' })
  expect(await ann.event('message', ({ message }) => message.sender_id === 'bob')).toMatchObject({
    message: { seq: seq + 1, text: 'hello' },
  })
  const { messages } = await ann.request('messages.list', { room_id: room.room_id })
  expect(messages.map(({ text }) => text)).toEqual(['Привет', 'hello'])
})

test('MSG-6 STREAM-1 frames of a stream are stored in the order sent, however POSTs split them', async () => {
  const ann = await chat.signIn('ann', { over })
  const { room } = await ann.request('dialog.open', { user_id: 'cid' })
  const acks: Promise<{ seq: number }>[] = []
  for (let n = 0; n < 100; n++) {
    acks.push(ann.request('message.send', { room_id: room.room_id, client_id: client_id(), text: String(n) }))
    if (n % 7 === 0) await ann.settled()
  }
  expect((await Promise.all(acks)).map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
})

test('STREAM-1 a POST that is sent again is taken once, and a POST that skips a number is refused', async () => {
  const stream = await byHand()
  const received: { t: string; id: number }[] = []
  stream.onmessage = ({ data }) => received.push(JSON.parse(data))
  const auth = JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token: null })
  const ping = (id: number) => JSON.stringify({ t: 'ping', id })
  for (const _ of [1, 2, 3]) expect((await stream.post(`${stream.name} 1\n${auth}`)).status).toBe(204)
  const skipping = await stream.post(`${stream.name} 3\n${ping(9)}`)
  expect([skipping.status, await codeOf(skipping)]).toEqual([422, 'invalid_field'])
  await stream.post(`${stream.name} 2\n${ping(2)}\n${ping(3)}`)
  await until(() => received.length >= 3, 'three replies')
  expect(received.map(({ t, id }) => [t, id])).toEqual([1, 2, 3].map((id) => ['ok', id]))
  stream.close()
})

test('STREAM-1 an empty line in a POST is no frame: one at the end gets no answer', async () => {
  const stream = await byHand()
  const received: { t: string; id: number }[] = []
  stream.onmessage = ({ data }) => received.push(JSON.parse(data))
  await stream.post(`${stream.name} 1\n${JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token: null })}\n`)
  await stream.post(`${stream.name} 2\n\n{"t":"ping","id":2}\n\n`)
  await stream.post(`${stream.name} 3\n`)
  await stream.post(`${stream.name} 4\n{"t":"ping","id":3}`)
  await until(() => received.length >= 3, 'three replies')
  expect(received.map(({ t, id }) => [t, id])).toEqual([1, 2, 3].map((id) => ['ok', id]))
  stream.close()
})

test("STREAM-2 a stream can't be used without its secret name, under another widget, or after its end", async () => {
  const stream = await byHand()
  expect(stream.name.length).toBeGreaterThan(60)
  const elsewhere = new StreamSocket(chat.httpUrl(await chat.makeWidget()))
  const body = (name: string, number: number | string = 1) => `${name} ${number}\n{"t":"ping","id":1}`
  const guess = `${stream.name.slice(0, -32)}${'A'.repeat(32)}`
  for (const answer of [await stream.post(body(guess)), await elsewhere.post(body(stream.name))]) {
    expect([answer.status, await codeOf(answer)]).toEqual([404, 'not_found'])
  }
  for (const malformed of ['', '{}', body('x'), body(stream.name, 0), body(stream.name, '1e3')]) {
    expect(await codeOf(await stream.post(malformed))).toBe('invalid_frame')
  }
  expect((await stream.post(body(stream.name))).status).toBe(204)
  stream.close()
  elsewhere.close()
  let after = 204
  for (let number = 2; after !== 404; number++) after = (await stream.post(body(stream.name, number))).status
})

/** Begins a POST of so many bytes, and sends only what is given. */
async function beginPost(url: string, sent: string, address = '198.51.100.1') {
  const { hostname, port, pathname } = new URL(`${url}/frames`)
  let answer = ''
  const socket: Socket = connect(Number(port), hostname)
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  socket.on('error', () => {})
  const headers = `host: localhost\r\nx-forwarded-for: ${address}\r\ncontent-length: 262000\r\n`
  socket.write(`POST ${pathname} HTTP/1.1\r\n${headers}\r\n${sent}`)
  return { answer: () => answer, end: () => socket.destroy() }
}

test('STREAM-9 a POST that names no stream is refused before its body has arrived', async () => {
  const stream = await byHand()
  const guess = `${stream.name.slice(0, -32)}${'A'.repeat(32)} 1\n`
  for (const [sent, code] of [
    [guess, 'not_found'],
    ['{}\n', 'invalid_frame'],
    ['x'.repeat(1_000), 'invalid_frame'],
  ] as const) {
    const post = await beginPost(chat.httpUrl(), sent)
    await until(() => post.answer().includes(`"${code}"`), `${code} for ${sent.slice(0, 20)}`)
    post.end()
  }
  stream.close()
})

test('STREAM-9 a stream has four POSTs on their way, and all POSTs together POSTS_BYTES', async () => {
  const busy = await startChat({ limits: { POSTS_BYTES: 100_000 } })
  const [one, other] = [new StreamSocket(busy.httpUrl()), new StreamSocket(busy.httpUrl())]
  await Promise.all([one, other].map((stream) => new Promise<void>((opened) => (stream.onopen = opened))))
  const begun = []
  for (let n = 0; n < 4; n++) begun.push(await beginPost(busy.httpUrl(), `${one.name} 1\n`))
  const refused = async (sent: string) => {
    const post = await beginPost(busy.httpUrl(), sent)
    await until(() => post.answer().includes('"server_busy"'), 'the POST is refused')
    post.end()
  }
  await until(async () => (await one.post(`${one.name} 1\n`)).status === 503, 'four are on their way')
  for (const post of begun) post.end()
  await until(async () => (await one.post(`${one.name} 1\n`)).status === 204, 'their places are free')
  await refused(`${other.name} 1\n${'x'.repeat(110_000)}`)
  expect((await other.post(`${other.name} 1\n{"t":"ping","id":1}`)).status).toBe(204)
  one.close()
  other.close()
  await busy.stop()
})

test('STREAM-9 a POST to a stream of another node is refused by its first line where there is no other node', async () => {
  const elsewhere = `${crypto.randomUUID()}.${'A'.repeat(32)} 1\n`
  const post = await beginPost(chat.httpUrl(), elsewhere)
  await until(() => post.answer().includes('"not_found"'), 'no such stream')
  post.end()
})

test('STREAM-9 slow POSTs of one address take no room of those from another one', async () => {
  const busy = await startChat({ limits: { POSTS_BYTES_PER_ADDRESS: 256 * 1024 }, trustedProxies: ['127.0.0.0/8'] })
  const stream = async (address: string) => {
    const one = new StreamSocket(busy.httpUrl(), { 'x-forwarded-for': address })
    await new Promise<void>((opened) => (one.onopen = opened))
    return one
  }
  const [one, other] = [await stream('203.0.113.1'), await stream('203.0.113.2')]
  const more = await stream('203.0.113.1')
  const slow = await beginPost(busy.httpUrl(), `${one.name} 1\n${'x'.repeat(250_000)}`, '203.0.113.1')
  const large = (name: string) => `${name} 1\n${'x'.repeat(50_000)}`
  await until(async () => (await more.post(large(more.name))).status === 503, 'its address has no more room')
  expect((await more.post(`${more.name} 1\n{"t":"ping","id":1}`)).status).toBe(204)
  expect((await other.post(large(other.name))).status).toBe(204)
  slow.end()
  await until(async () => (await more.post(large(more.name).replace(' 1', ' 2'))).status === 204, 'room again')
  for (const each of [one, other, more]) each.close()
  await busy.stop()
})

test('ACCESS-7 STREAM-1 streams open from the chat itself, from the widget’s origins, and from programs', async () => {
  for (const headers of [{}, { origin: PUBLIC_URL }, { origin: SITE_ORIGIN }] as Record<string, string>[]) {
    const stream = await chat.signIn(null, { headers, over })
    stream.close()
  }
  const refusal = async (url: string, init: RequestInit) => {
    const answer = await fetch(`${url}/stream`, { method: 'POST', ...init })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    return [answer.status, await codeOf(answer)]
  }
  const evil = { headers: { origin: 'https://evil.example' } }
  expect(await refusal(chat.httpUrl(), evil)).toEqual([403, 'origin_not_allowed'])
  expect(await refusal(chat.httpUrl(999), {})).toEqual([404, 'widget_unknown'])
  expect(await refusal(chat.httpUrl(), { method: 'GET' })).toEqual([400, 'invalid_frame'])
})

test('STREAM-1 a stream asks proxies to pass it on as it comes, and begins with what fills their buffers', async () => {
  const answer = await fetch(`${chat.httpUrl()}/stream`, { method: 'POST' })
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': expect.stringContaining('text/event-stream'),
    'content-encoding': 'identity',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  let begun = ''
  for await (const bytes of answer.body ?? []) {
    begun += new TextDecoder().decode(bytes)
    if (begun.includes('data:')) break
  }
  expect(begun.indexOf('data:')).toBeGreaterThan(2_000)
})

test('CONN-5 STREAM-1 new streams count among the new connections of an address', async () => {
  const busy = await startChat({ limits: { NEW_SOCKETS_PER_SECOND: 0.2 } })
  await busy.open()
  const stream = await busy.open({ over })
  const answer = await fetch(`${busy.httpUrl()}/stream`, { method: 'POST' })
  expect([answer.status, await codeOf(answer)]).toEqual([429, 'rate_limited'])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  stream.close()
  await busy.stop()
})

test('LIMIT-1 STREAM-1 POSTs of one address have a rate, whether their streams exist or not', async () => {
  const busy = await startChat({ limits: { posts: { burst: 2, perSecond: 0.01 } } })
  const post = () => fetch(`${busy.httpUrl()}/frames`, { method: 'POST', body: 'nothing 1' })
  expect([(await post()).status, (await post()).status]).toEqual([400, 400])
  const answer = await post()
  expect([answer.status, await codeOf(answer)]).toEqual([429, 'rate_limited'])
  await busy.stop()
})

test('ACCESS-3 ACCESS-4 STREAM-1 a stream begins with auth within 5 s; a bad or ended token closes it', async () => {
  const early = await chat.open({ over })
  expect((await early.refusal('rooms.list', {})).code).toBe('not_authenticated')
  const bad = await early.refusal('auth', { v: PROTOCOL_VERSION, token: 'nonsense' })
  expect(bad.code).toBe('token_malformed')
  expect((await early.event('bye')).code).toBe('token_malformed')
  await early.closed

  const guest = await chat.signIn(null, { over })
  expect((await guest.refusal('rooms.list', {})).code).toBe('guest_forbidden')

  const short = await chat.open({ over })
  const token = await chat.token('ann', { seconds: 30 })
  const { expires_at } = await short.request('auth', { v: PROTOCOL_VERSION, token })
  const silent = await chat.open({ over })
  chat.clock.elapse((expires_at ?? 0) - chat.clock.now() + 1)
  expect((await short.event('bye')).code).toBe('token_expired')
  expect((await silent.event('bye')).code).toBe('auth_timeout')
  await Promise.all([short.closed, silent.closed])
})

test('ACCESS-4 STREAM-1 a stream that said nothing closes its TCP connection, whatever its client does', async () => {
  const { hostname, port, host, pathname } = new URL(`${chat.httpUrl()}/stream`)
  const raw = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  raw.write(`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`)
  let received = ''
  const ended = new Promise<void>((resolve) => raw.once('end', resolve))
  await new Promise<void>((named) => {
    raw.on('data', (part: Buffer) => {
      received += part.toString()
      if (received.includes('"t":"stream"')) named()
    })
  })
  chat.clock.elapse(5_001)
  await ended
  expect(received).toContain('"code":"auth_timeout"')
  raw.destroy()
})

test('CONN-2 LIMIT-1 STREAM-1 frames of a stream have the same limits as those of a WebSocket', async () => {
  const ann = await chat.signIn('ann', { over })
  const long = await ann.answerTo(JSON.stringify({ t: 'ping', id: 7, x: 'x'.repeat(65_536) }))
  expect(long.code).toBe('frame_too_large')
  await ann.settled()
  const stream = await byHand()
  const tooMuch = await stream.post(`${stream.name} 1\n${'x'.repeat(256 * 1024)}`)
  expect([tooMuch.status, await codeOf(tooMuch)]).toEqual([413, 'frame_too_large'])
  const tooMany = await stream.post(`${stream.name} 1${'\n'.repeat(2_001)}`)
  expect([tooMany.status, await codeOf(tooMany)]).toEqual([413, 'frame_too_large'])
  const byes: string[] = []
  stream.onmessage = ({ data }) => byes.push(JSON.parse(data))
  const flood = Array.from({ length: 2_000 }, (_, id) => `{"t":"ping","id":${id + 1}}`).join('\n')
  for (let number = 1; number <= 5; number++) await stream.post(`${stream.name} ${number}\n${flood}`)
  await until(() => stream.readyState === WebSocket.CLOSED, 'the stream is closed')
  expect(byes.at(-1)).toMatchObject({ t: 'bye', code: 'flood' })
})

test('ACCESS-8 STREAM-1 a stream whose key is retired ends within a second', async () => {
  const widget_id = await chat.makeWidget()
  const ann = await chat.signIn('ann', { widget_id, over })
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key')
  await chat.widgets.retire('all_widgets', widget_id, 'secret_key')
  expect((await ann.event('bye')).code).toBe('token_signature')
  await ann.closed
})

test('LIFE-3 STREAM-1 on drain a stream gets a reason and closes', async () => {
  const ending = await startChat()
  const ann = await ending.signIn('ann', { over })
  await ending.gateway.drain()
  expect(await ann.event('bye')).toMatchObject({ code: 'shutting_down' })
  await ann.closed
  await ending.stop()
})

test('PRES-1 STREAM-1 a user who closes their stream is offline, and receives nothing more', async () => {
  // connections of other tests are still open, and would keep their users online
  const widget_id = await chat.makeWidget()
  const watcher = await chat.signIn('ann', { widget_id })
  const { room } = await watcher.request('dialog.open', { user_id: 'bob' })
  await watcher.request('message.send', { room_id: room.room_id, client_id: client_id(), text: 'there?' })
  const bob = await chat.signIn('bob', { widget_id, over })
  await watcher.request('presence.watch', { room_ids: [room.room_id] })
  bob.close()
  await until(async () => {
    // in small steps: the server may take a while to notice, and the token of the watcher ends after an hour
    chat.clock.elapse(1_000)
    await watcher.settled()
    return watcher.events.some((event) => event.t === 'presence' && !event.online)
  }, 'the user is offline')
})

test('STREAM-3 a silent stream carries a sign of life, and one whose client shows none for a minute is closed', async () => {
  const strict = await startChat()
  const alive = await strict.signIn(null, { over })
  const dead = await rawStream(strict)
  const auth = JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token: null })
  await fetch(`${strict.httpUrl()}/frames`, { method: 'POST', body: `${dead.name} 1\n${auth}` })
  let received = ''
  dead.socket.on('data', (part: Buffer) => {
    received += part.toString()
  })
  dead.socket.resume()
  // a POST is answered before its frames are
  await until(() => received.includes('"t":"ok"'), 'the reply to auth')
  for (const _ of [20, 40, 60]) {
    expect(received).not.toContain('\r\n0\r\n\r\n')
    strict.clock.elapse(20_000)
    await alive.settled()
  }
  await until(() => received.endsWith('\r\n0\r\n\r\n'), 'the end of the stream')
  expect(received.split('\n:\n\n').length - 1).toBe(2)
  await alive.settled()
  dead.socket.destroy()
  await strict.stop()
})

test('CONN-3 STREAM-1 a stream that is not read is cut when 1 MiB waits, and other clients receive everything', async () => {
  const crowded = await startChat({ limits: { FRAMES_PER_SECOND: 100_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
  for (const name of ['ann', 'bob']) crowded.siteUsers.set(name, { name })
  const ann = await crowded.signIn('ann')
  const reader = await crowded.signIn('bob', { over })
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const { socket: deaf, name } = await rawStream(crowded)
  const frame = JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token: await crowded.token('bob') })
  const post = (number: number, frames: string) =>
    fetch(`${crowded.httpUrl()}/frames`, { method: 'POST', body: `${name} ${number}\n${frames}` })
  expect((await post(1, frame)).status).toBe(204)
  let sent = 0
  for (let cut = false; !cut; ) {
    for (let n = 0; n < 20; n++, sent++) {
      await ann.request('message.send', { room_id: room.room_id, client_id: client_id(), text: 'x'.repeat(10_000) })
    }
    cut = (await post(sent + 2, '')).status === 404
    expect(sent).toBeLessThan(3_000)
  }
  await reader.until(() => reader.events.filter(({ t }) => t === 'message').length === sent, 'all messages')
  deaf.destroy()
  await crowded.stop()
})

/** A stream whose bytes are read up to its name. */
async function rawStream(of: ChatServer): Promise<{ socket: Socket; name: string }> {
  const { hostname, port, pathname, host } = new URL(of.httpUrl())
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  socket.write(`POST ${pathname}/stream HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`)
  let head = ''
  while (!/"stream":"[^"]+"/.test(head)) head += await new Promise((read) => socket.once('data', read))
  socket.pause()
  return { socket, name: /"stream":"([^"]+)"/.exec(head)?.[1] ?? '' }
}
