import { expect, test } from 'bun:test'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { startChat } from '../../testing/chat-server.ts'
import { serviceOfNodes } from '../../testing/nodes.ts'

const { node, siteKnows } = serviceOfNodes(2)

interface Frame {
  t: string
  id?: number
  code?: string
}

/** A client that fetches what the server says, by hand. */
class Poller {
  polls = 0
  posts = 0
  name = ''
  /** @param urls http://…/imbachat/v1/ID: polls and POSTs come to these in turn, as behind a proxy */
  constructor(readonly urls: readonly string[]) {}

  async open(): Promise<this> {
    const [first] = framesOf(await (await this.send('poll', '')).text())
    this.name = String((first as unknown as { stream: string }).stream)
    return this
  }

  send(door: string, body: string): Promise<Response> {
    const url = this.urls[(this.polls + this.posts) % this.urls.length]
    return fetch(`${url}/${door}`, { method: 'POST', body })
  }

  post(frame: object): Promise<Response> {
    return this.send('frames', `${this.name} ${++this.posts}\n${JSON.stringify(frame)}`)
  }

  poll(number = ++this.polls): Promise<Response> {
    return this.send('poll', `${this.name} ${number}`)
  }

  /** Polls until there is a frame like this one. */
  async until(wanted: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = framesOf(await (await this.poll()).text()).find(wanted)
      if (found) return found
    }
  }
}

/** Resolves when the server has closed a request whose body does not come. */
async function unfinishedRequestIsCut(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url)
  const cut = Promise.withResolvers<void>()
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(`POST ${pathname}/frames HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx`),
      data() {},
      close: () => cut.resolve(),
    },
  })
  await cut.promise
}

const framesOf = (text: string): Frame[] =>
  text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as Frame] : []))
const auth = (token: string | null) => ({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token })
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { error: Frame }).error.code]

test('STREAM-1 a poll is answered as soon as something waits, and the same poll again alike', async () => {
  siteKnows('ann', 'bob')
  const ann = await new Poller([node(0).httpUrl()]).open()
  const pending = ann.poll()
  await ann.post(auth(await node(0).token('ann')))
  const answer = await pending
  expect(answer.headers.get('content-length')).not.toBeNull()
  const text = await answer.text()
  expect(framesOf(text)[0]).toMatchObject({ t: 'ok', id: 1 })
  expect(await (await ann.poll(1)).text()).toBe(text)
  expect(await codeOf(await ann.poll(3))).toEqual([422, 'invalid_field'])

  const bob = await node(0).signIn('bob')
  const { room } = await bob.request('dialog.open', { user_id: 'ann' })
  await bob.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'hello' })
  expect(await ann.until(({ t }) => t === 'message')).toMatchObject({ message: { text: 'hello' } })
})

test('NODE-1 STREAM-1 polls and POSTs that reach another node than their session’s are answered there', async () => {
  siteKnows('ann')
  const ann = await new Poller([node(0).httpUrl(), node(1).httpUrl()]).open()
  await ann.post(auth(await node(0).token('ann')))
  expect(await ann.until(({ t }) => t === 'ok')).toMatchObject({ id: 1 })
  for (let id = 2; id < 12; id++) {
    await ann.post({ t: 'ping', id })
    expect(await ann.until((frame) => frame.id === id)).toMatchObject({ t: 'ok' })
  }
})

test('ACCESS-4 STREAM-2 a poll names its session, and its answer says why the session ended', async () => {
  const refused = await new Poller([node(0).httpUrl()]).open()
  const guess = `${refused.name.slice(0, -32)}${'A'.repeat(32)}`
  expect(await codeOf(await refused.send('poll', `${guess} 1`))).toEqual([404, 'not_found'])
  expect(await codeOf(await refused.send('poll', refused.name))).toEqual([400, 'invalid_frame'])
  const pending = refused.poll()
  await refused.post(auth('nonsense'))
  expect(framesOf(await (await pending).text())).toMatchObject([
    { t: 'error', code: 'token_malformed' },
    { t: 'bye', code: 'token_malformed' },
  ])
  expect(await codeOf(await refused.poll())).toEqual([404, 'not_found'])
})

test('STREAM-10 one poll of a stream waits: a newer one ends it, and gets the answer', async () => {
  siteKnows('cat')
  const cat = await new Poller([node(0).httpUrl()]).open()
  const [first, second] = [cat.poll(1), cat.poll(1)]
  // whichever came first: the other one waits on
  const ended = await Promise.race([first, second])
  expect(await codeOf(ended)).toEqual([503, 'server_busy'])
  await cat.post(auth(await node(0).token('cat')))
  const answers = await Promise.all([first, second])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 503])
  const answered = answers.find(({ status }) => status === 200)
  expect(framesOf((await answered?.text()) ?? '')[0]).toMatchObject({ t: 'ok', id: 1 })
  expect((await cat.poll(1)).status).toBe(200)
})

test('STREAM-10 polls that arrive slowly take no room of other POSTs, and large ones are refused', async () => {
  const chat = await startChat({ limits: { POSTS_BYTES: 0 } })
  const guest = await new Poller([chat.httpUrl()]).open()
  expect(await codeOf(await guest.send('poll', `${guest.name} 1`.padEnd(4_097)))).toEqual([413, 'frame_too_large'])
  const endless = new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(5_000)) })
  const slow = await fetch(`${chat.httpUrl()}/poll`, { method: 'POST', body: endless })
  expect(await codeOf(slow)).toEqual([413, 'frame_too_large'])
  await chat.stop()
})

test('STREAM-10 an appeal has at most 16 KiB, which is enough for the longest', async () => {
  siteKnows()
  const visitor = new Poller([node(0).httpUrl()])
  const longest = `{"token":"${'x'.repeat(8_192)}","text":"${String.raw`\ud83d\ude00`.repeat(500)}"}`
  expect(await codeOf(await visitor.send('appeal', longest))).toEqual([401, 'token_malformed'])
  expect(await codeOf(await visitor.send('appeal', longest.padEnd(16_385)))).toEqual([413, 'frame_too_large'])
})

test('STREAM-10 a poll counts among the POSTs of its address before it is read', async () => {
  const chat = await startChat({ limits: { posts: { burst: 1, perSecond: 0.01 } } })
  const guest = await new Poller([chat.httpUrl()]).open()
  const endless = new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(10)) })
  const slow = await fetch(`${chat.httpUrl()}/poll`, { method: 'POST', body: endless })
  expect([guest.name === '', await codeOf(slow)]).toEqual([false, [429, 'rate_limited']])
  await chat.stop()
})

test('STREAM-3 a poll waits for longer than an unfinished request may, until the sign of life', async () => {
  const chat = await startChat({ requestSeconds: 1 })
  const guest = await new Poller([chat.httpUrl()]).open()
  await guest.post(auth(null))
  await guest.until(({ t }) => t === 'ok')
  const pending = guest.poll()
  await unfinishedRequestIsCut(chat.httpUrl())
  chat.clock.elapse(20_000)
  expect(await (await pending).text()).toBe(':\n\n')
  await chat.stop()
})

test('CONN-3 STREAM-3 a session is cut when 1 MiB waits for a poll, or after a silent minute', async () => {
  const chat = await startChat()
  const silent = await new Poller([chat.httpUrl()]).open()
  await silent.post(auth(null))
  for (let pulses = 0; pulses < 3; pulses++) chat.clock.elapse(20_000)
  expect(await codeOf(await silent.poll())).toEqual([404, 'not_found'])

  const slow = await new Poller([chat.httpUrl()]).open()
  await slow.post(auth(null))
  const flood = Array.from({ length: 380 }, (_, n) => JSON.stringify({ t: 'x'.repeat(120), id: n + 2 })).join('\n')
  let status = 204
  for (let posts = 1; status === 204; posts++) {
    chat.clock.elapse(1_000)
    status = (await slow.send('frames', `${slow.name} ${posts + 1}\n${flood}`)).status
  }
  expect(status).toBe(404)
  await chat.stop()
})
