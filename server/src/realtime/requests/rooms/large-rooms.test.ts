import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

/** Rooms of more than three are large here. */
let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { ROOM_LIVE_MEMBERS: 3 } })
})
afterAll(() => chat.stop())

/** A public room of Ann, Bob, Cat and Dan, which is large. */
async function largeRoom() {
  const users = await crowd(chat, 'ann', 'bob', 'cat', 'dan', 'eve')
  const { by, ids, pipe } = users
  const { room } = await by.ann.request('room.open', {
    pipe,
    is_public: true,
    user_ids: [ids.bob, ids.cat, ids.dan],
  })
  expect(room).toMatchObject({ member_count: 4, live: false })
  for (const socket of [by.ann, by.bob, by.cat, by.dan]) await socket.event('room')
  return { ...users, room_id: room.room_id, quiet: () => quiet(by.bob, by.cat, by.dan) }
}

/** Checks that they received nothing. */
async function quiet(...sockets: TestSocket[]): Promise<void> {
  for (const socket of sockets) await socket.settled()
  expect(sockets.map(({ events }) => events)).toEqual(sockets.map(() => []))
}

test('ROOM-5 many users who join a large room and leave it again cause not one frame to the others', async () => {
  const { by, room_id, quiet } = await largeRoom()
  const comers = await Promise.all(Array.from({ length: 50 }, (_, n) => chat.signIn(`storm-${n}`)))
  await Promise.all(comers.map((socket) => socket.request('room.join', { room_id })))
  expect((await by.ann.request('rooms.get', { room_id })).room.member_count).toBe(54)
  await say(by.eve, (await by.eve.request('room.join', { room_id })).room.room_id, 'I am here')
  for (const socket of [...comers, by.bob, by.cat, by.dan]) await socket.event('message')
  await Promise.all([...comers, by.eve].map((socket) => socket.request('room.leave', { room_id })))
  expect((await by.ann.request('rooms.get', { room_id })).room.member_count).toBe(4)
  // Only the author was introduced.
  for (const socket of [by.bob, by.cat, by.dan]) await socket.event('users')
  await quiet()
  for (const socket of comers) socket.close()
})

test("ROOM-5 in a large room receipts go only to the reader's own connections, and typing to nobody", async () => {
  const { by, ids, room_id, quiet } = await largeRoom()
  const other = await chat.signIn(ids.bob)
  await say(by.ann, room_id, 'hello')
  for (const socket of [by.bob, by.cat, by.dan, other]) {
    await socket.event('message')
    await socket.event('users')
  }
  await by.bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  expect(await other.event('receipt')).toMatchObject({ room_id, user_id: ids.bob, read_seq: 1 })
  await by.bob.event('receipt')
  await by.bob.request('typing', { room_id, typing: true })
  await quiet()
  const { members } = await by.ann.request('members.list', { room_id })
  expect(members.map(({ watermarks }) => watermarks)).toEqual([null, null, null, null])
  other.close()
})

test('ROOM-5 when a room becomes large or small, all members are notified, and its new rules apply', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'cat', 'dan', 'eve')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob] })
  const { room_id } = room
  const sizes = () => by.ann.event('members').then(({ member_count, live }) => [member_count, live])
  await by.cat.request('room.join', { room_id })
  expect(await sizes()).toEqual([3, true])
  await by.dan.request('room.join', { room_id })
  expect(await sizes()).toEqual([4, false])
  await by.eve.request('room.join', { room_id })
  await by.eve.request('room.leave', { room_id })
  await by.dan.request('room.leave', { room_id })
  expect(await sizes()).toEqual([3, true])
  await by.bob.request('receipts.update', { rooms: [{ room_id, read_seq: 0 }] })
  await by.bob.request('typing', { room_id, typing: true })
  await by.ann.event('typing')
})

test("ROOM-5 a new name is announced in small rooms at once, and in a large room with the user's next message", async () => {
  const { by, ids, room_id, quiet } = await largeRoom()
  const small = await by.ann.request('room.open', { pipe: crypto.randomUUID(), user_ids: [ids.eve] })
  await by.eve.event('room')
  await say(by.ann, room_id, 'as Ann')
  for (const socket of [by.bob, by.cat, by.dan]) {
    await socket.event('users')
    await socket.event('message')
  }
  chat.siteUsers.set(ids.ann, { name: 'Anna' })
  chat.clock.elapse(600_000)
  await by.eve.request('members.list', { room_id: small.room.room_id })
  expect((await by.eve.event('users')).users).toMatchObject([{ name: 'Anna' }])
  await chat.siteAnswered()
  await quiet()
  await say(by.ann, room_id, 'as Anna')
  expect((await by.bob.event('users')).users).toMatchObject([{ user_id: ids.ann, name: 'Anna' }])
})

test('LIMIT-14 in a room of several parts each listener receives everything in order, on any transport', async () => {
  const parted = await startChat({ limits: { partUsers: 2, ROOM_LIVE_MEMBERS: 0 } })
  const { by, ids, pipe } = await crowd(parted, 'ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus')
  const user_ids = [ids.bob, ids.cat, ids.dan, ids.eve, ids.fay]
  const { room } = await by.ann.request('room.open', { pipe, is_public: true, user_ids })
  const { room_id } = room
  for (const socket of [by.ann, by.bob, by.cat, by.dan, by.eve, by.fay]) await socket.event('room')
  const stream = await parted.signIn(ids.fay, { over: 'stream' })
  await by.eve.request('room.leave', { room_id })
  await by.eve.event('room')
  await by.gus.request('room.join', { room_id })
  const texts = Array.from({ length: 20 }, (_, n) => `message ${n}`)
  await Promise.all(texts.map((text) => say(by.ann, room_id, text)))
  for (const socket of [by.ann, by.bob, by.cat, by.dan, by.fay, by.gus, stream]) {
    const received: (string | null)[] = []
    for (const _ of texts) received.push((await socket.event('message')).message.text)
    expect(received).toEqual(texts)
  }
  await by.eve.settled()
  expect(by.eve.events.filter(({ t }) => t === 'message')).toEqual([])
  await parted.stop()
})
