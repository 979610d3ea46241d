import { afterEach, expect, test } from 'bun:test'
import { movableClock } from '../../../server/src/realtime/testing/movable-clock.ts'
import { type RealChat, realChat } from '../testing/real-chat.ts'
import { until } from '../testing/until.ts'

/** The client's retries and waits take a part of it. Milliseconds. */
const PATIENCE = 25_000

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A proxy without WebSockets in front of the real server. The test decides what it does with POSTs. */
async function through(
  chat: RealChat,
  /** @param pass forwards it to the server. @returns what the client gets */
  post: (pass: () => Promise<Response>, count: number) => Promise<Response>,
) {
  let posts = 0
  let streams = 0
  const proxy = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      const body = await request.text()
      const pass = () => fetch(`${chat.url}${pathname}`, { method: 'POST', body, signal: request.signal })
      if (pathname.endsWith('/frames')) return post(pass, ++posts)
      if (!pathname.endsWith('/stream')) return new Response('no sockets', { status: 403 })
      streams++
      return pass()
    },
  })
  ends.push(() => proxy.stop(true))
  return { url: proxy.url.origin, posts: () => posts, streams: () => streams }
}

async function startChat(overrides: Parameters<typeof realChat>[0] = {}): Promise<RealChat> {
  const chat = await realChat(overrides)
  ends.push(() => chat.end())
  return chat
}

test('STREAM-1 STREAM-4 a POST that is lost or that a proxy refuses is sent again, and the stream continues', async () => {
  const chat = await startChat()
  const proxy = await through(chat, async (pass, count) => {
    if (count % 3 === 1) return new Response('try another node', { status: 503 })
    const answer = await pass()
    return count % 3 === 2 ? new Response('the answer was lost', { status: 502 }) : answer
  })
  const client = chat.client('ann', { url: proxy.url })
  const { room_id } = await client.openDialog('bob')
  const room = client.openRoom(room_id)
  for (const text of ['one', 'two', 'three']) await room.send(text)
  await until(
    () => room.state.get().outgoing.length === 0 && room.state.get().messages.length === 3,
    'all sent',
    PATIENCE,
  )
  expect(room.state.get().messages.map(({ text, seq }) => [text, seq])).toEqual([
    ['one', 1],
    ['two', 2],
    ['three', 3],
  ])
  expect(proxy.streams()).toBe(1)
})

test('STREAM-4 if POSTs no longer get through, the client opens another stream and sends what waits', async () => {
  const chat = await startChat()
  let broken = false
  const proxy = await through(chat, async (pass) => (broken ? new Response('gone', { status: 404 }) : pass()))
  const client = chat.client('ann', { url: proxy.url })
  const { room_id } = await client.openDialog('bob')
  const room = client.openRoom(room_id)
  broken = true
  await room.send('late')
  await until(() => client.connection.get().kind !== 'online', 'lost', PATIENCE)
  expect(room.state.get().outgoing).toHaveLength(1)
  broken = false
  await until(
    () => room.state.get().messages.length === 1 && room.state.get().outgoing.length === 0,
    'sent in the end',
    PATIENCE,
  )
  expect(proxy.streams()).toBeGreaterThan(1)
})

test('STREAM-3 a client with nothing to send answers keep-alives, and its stream continues', async () => {
  const clock = movableClock()
  const chat = await startChat({ clock })
  const proxy = await through(chat, (pass) => pass())
  const client = chat.client('ann', { url: proxy.url })
  await until(() => client.connection.get().kind === 'online' && client.rooms.state.get().loaded)
  for (let minute = 0; minute < 12; minute++) {
    const before = proxy.posts()
    clock.elapse(20_000)
    await until(() => proxy.posts() > before, 'an answer to the sign of life')
  }
  expect([proxy.streams(), client.connection.get().kind]).toEqual([1, 'online'])
})
