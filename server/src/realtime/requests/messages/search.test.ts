import { afterAll, beforeAll, expect, test } from 'bun:test'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let ann: TestSocket
let bob: TestSocket
let room: number
beforeAll(async () => {
  chat = await startChat({
    searches: true,
    settings: { guests: 'read' },
    limits: { FRAMES_PER_SECOND: 0, FRAMES_PER_SECOND_PER_ADDRESS: 0 },
  })
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
  ann = await chat.signIn('ann')
  bob = await chat.signIn('bob')
  room = (await ann.request('room.open', { pipe: 'boats', is_public: false, user_ids: ['bob'] })).room.room_id
  await say(ann, room, 'The anchor weighs ten kilos')
  await say(bob, room, 'Two anchors are better')
  await found('anchors', 2)
})
afterAll(() => chat.stop())

async function found(query: string, count: number) {
  const search = () => ann.request('messages.search', { query, room_id: room })
  await until(async () => (await search()).count === count, `${count} messages are found for ${query}`)
  return search()
}

test('SEARCH-1 a hit is the message as it is now, with its room and the places of the words', async () => {
  const { hits, next, count } = await bob.request('messages.search', { query: 'anchor weigh' })
  const { messages } = await bob.request('messages.list', { room_id: room })
  expect({ next, count }).toEqual({ next: null, count: null })
  expect(hits).toEqual([
    {
      room_id: room,
      message: messages[0] as never,
      ranges: [
        [4, 6],
        [11, 6],
      ],
    },
  ])
})

test('SEARCH-3 a user outside the room finds nothing and is refused there; a guest is refused', async () => {
  const cat = await chat.signIn('cat')
  expect((await cat.request('messages.search', { query: 'anchor' })).hits).toEqual([])
  expect((await cat.refusal('messages.search', { query: 'anchor', room_id: room })).code).toBe('room_not_found')
  const guest = await chat.signIn(null)
  expect((await guest.refusal('messages.search', { query: 'anchor' })).code).toBe('guest_forbidden')
})

test.each([
  [{ query: 'x' }, 'query'],
  [{ query: 'x'.repeat(201) }, 'query'],
  [{ query: '\ud800 unpaired' }, 'query'],
  [{ query: 'anchor', limit: 51 }, 'limit'],
  [{ query: 'anchor', has: 'spam' as 'link' }, 'has'],
  [{ query: 'anchor', before: -1 }, 'before'],
  [{ query: 'anchor', cursor: 'x' }, 'cursor'],
])('SEARCH-9 %j is refused, naming the field', async (fields, field) => {
  expect(await ann.refusal('messages.search', fields)).toMatchObject({ code: 'invalid_field', field })
})

test('SEARCH-9 a query in the syntax of the index, of SQL or of a regular expression is a query for words', async () => {
  for (const query of [
    'anchor" OR "',
    "anchor' | '§1",
    'NEAR(anchor)',
    'anchor* AND',
    '%%',
    '(?:',
    '§1r1',
    'tokens:anchor',
  ]) {
    expect((await ann.request('messages.search', { query })).hits.every(({ room_id }) => room_id === room)).toBe(true)
  }
})

test('SEARCH-10 a server whose administrator turned the search off says so', async () => {
  const other = await startChat()
  const socket = await other.signIn('ann')
  expect((await socket.refusal('messages.search', { query: 'anchor' })).code).toBe('search_off')
  await other.stop()
})

test('SEARCH-11 a page may begin at a time', async () => {
  const { room: made } = await ann.request('room.open', { pipe: 'dates' })
  const { room_id } = made
  const times: number[] = []
  for (let n = 0; n < 9; n++) {
    chat.clock.elapse(1_000)
    times.push((await say(ann, room_id, `message ${n}`)).created_at)
  }
  const first = async (at: number) =>
    (await ann.request('messages.list', { room_id, at, limit: 3 })).messages.map(({ seq }) => seq)
  expect(await first(0)).toEqual([1, 2, 3])
  expect(await first(times[3] ?? 0)).toEqual([4, 5, 6])
  expect(await first((times[3] ?? 0) + 1)).toEqual([5, 6, 7])
  expect(await first(times[8] ?? 0)).toEqual([9])
  expect((await ann.refusal('messages.list', { room_id, at: -1 })).field).toBe('at')
})
