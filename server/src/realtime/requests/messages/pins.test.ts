import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
})
afterAll(() => chat.stop())

async function room() {
  const users = await crowd(chat, 'ann', 'bob', 'cat')
  const { by, ids, pipe } = users
  const { room } = await by.ann.request('room.open', { pipe, user_ids: [ids.bob] })
  const room_id = room.room_id
  for (const text of ['one', 'two', 'three']) await say(by.ann, room_id, text)
  return { ...users, room_id }
}

test('PIN-1 a pin reaches every member as the message and a notice, and comes with history and sync', async () => {
  const { by, ids, room_id } = await room()
  const { message } = await by.ann.request('message.pin', { room_id, seq: 2, pinned: true })
  expect(message).toMatchObject({ seq: 2, rev: 4, text: 'two', pinned_at: expect.any(Number) })
  for (const socket of [by.ann, by.bob]) {
    expect((await socket.event('message', (event) => event.message.rev === 4)).message).toEqual(message)
    const notice = await socket.event('message', (event) => event.message.rev === 5)
    expect(notice.message).toMatchObject({ sender_id: ids.ann, system: { kind: 'pinned', user_ids: [], seq: 2 } })
  }
  expect((await by.bob.request('messages.list', { room_id })).messages[1]).toEqual(message)
  expect(await by.bob.request('pins.list', { room_id })).toEqual({ messages: [message], more: false })
  const { room: seen } = await by.bob.request('rooms.get', { room_id })
  // the three messages count as unread, the notice does not
  expect(seen).toMatchObject({ pins: 1, unread: 3, last_seq: 4 })
  const off = await by.ann.request('message.pin', { room_id, seq: 2, pinned: false })
  expect(off.message).not.toHaveProperty('pinned_at')
  expect((await by.bob.request('rooms.get', { room_id })).room).not.toHaveProperty('pins')
})

test('PIN-2 the list is paged, newest message first, and leaves out what the reader has cleared', async () => {
  const { by, room_id } = await room()
  for (const seq of [1, 3, 2]) await by.ann.request('message.pin', { room_id, seq, pinned: true })
  const page = await by.bob.request('pins.list', { room_id, limit: 2 })
  expect(page).toMatchObject({ messages: [{ seq: 3 }, { seq: 2 }], more: true })
  const rest = await by.bob.request('pins.list', { room_id, before_seq: 2 })
  expect(rest).toMatchObject({ messages: [{ seq: 1 }], more: false })
  await by.bob.request('room.clear', { room_id, up_to_seq: 2 })
  expect(await by.bob.request('pins.list', { room_id })).toMatchObject({ messages: [{ seq: 3 }], more: false })
})

test('PIN-4 members pin only where the right `pin` lets them, and nobody from outside', async () => {
  const { by, room_id } = await room()
  const pin = { room_id, seq: 1, pinned: true }
  expect((await by.bob.refusal('message.pin', pin)).code).toBe('forbidden')
  await by.ann.request('room.edit', { room_id, rights: { pin: 'all' } })
  expect((await by.bob.request('message.pin', pin)).message).toMatchObject({ pinned_at: expect.any(Number) })
  expect((await by.cat.refusal('message.pin', pin)).code).toBe('room_not_found')
  expect((await by.cat.refusal('pins.list', { room_id })).code).toBe('room_not_found')
})

test('PIN-7 a user pins at most 30 messages at once, then one every two seconds', async () => {
  const { by, room_id } = await room()
  const pin = (pinned: boolean) => by.ann.request('message.pin', { room_id, seq: 1, pinned })
  // at once: a slow machine would give a pin back meanwhile
  const answers = await Promise.allSettled(Array.from({ length: 31 }, (_, n) => pin(n % 2 === 0)))
  const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
  expect(refusals).toMatchObject([{ code: 'rate_limited', retry_after_ms: expect.any(Number) }])
})

test('PIN-8 a guest who reads a public room sees its pins and sets none', async () => {
  const widget_id = await chat.makeWidget({ guests: 'read' })
  const owner = await chat.signIn('ann', { widget_id })
  const { room } = await owner.request('room.open', { pipe: 'open', title: 'Open', is_public: true })
  await say(owner, room.room_id, 'welcome')
  await owner.request('message.pin', { room_id: room.room_id, seq: 1, pinned: true })
  const guest = await chat.signIn(null, { widget_id })
  const opened = await guest.request('room.open', { pipe: 'open' })
  expect(opened.room.pins).toBe(1)
  const room_id = room.room_id
  expect(await guest.request('pins.list', { room_id })).toMatchObject({ messages: [{ text: 'welcome' }] })
  expect((await guest.refusal('message.pin', { room_id, seq: 1, pinned: false })).code).toBe('guest_forbidden')
})
