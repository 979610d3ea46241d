import { afterAll, beforeAll, expect, test } from 'bun:test'
import { newParty } from '../../testing/calling.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let rooms = 0
beforeAll(async () => {
  chat = await startChat({
    limits: { READ_ROOMS_PER_CONNECTION: 3 },
    ice: {
      stunUrl: 'stun:chat.example:3478',
      turn: { urls: ['turn:turn.example:3478'], secret: 'a secret of coturn' },
    },
  })
  for (const name of ['ann', 'bob', 'cat', 'dan']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

async function publicRoom() {
  const owner = await chat.signIn('ann')
  const pipe = `reading ${++rooms}`
  const { room } = await owner.request('room.open', { pipe, title: 'Talk', is_public: true })
  await say(owner, room.room_id, 'Welcome')
  return { owner, pipe, room_id: room.room_id }
}
const read = (user: TestSocket, pipe: string) => user.request('room.open', { pipe, join: false })
const joined = async (owner: TestSocket, room_id: number) =>
  (await owner.request('members.list', { room_id })).members.map(({ user }) => user.user_id)

test('ROOM-14 a user reads a public room without joining it, and nothing of them is stored or shown', async () => {
  const { owner, pipe, room_id } = await publicRoom()
  const bob = await chat.signIn('bob')
  const { room, created } = await read(bob, pipe)
  expect(created).toBe(false)
  expect(room).toMatchObject({ room_id, state: 'left', write_block: 'not_joined', title: 'Talk', unread: 0 })
  const { messages, last_rev } = await bob.request('messages.list', { room_id })
  expect(messages.map(({ text }) => text)).toEqual(['Welcome'])
  await say(owner, room_id, 'News')
  expect((await bob.event('message')).message.text).toBe('News')
  const synced = await bob.request('messages.sync', { room_id, rev: last_rev })
  expect(synced).toMatchObject({ kind: 'changes', messages: [{ text: 'News' }] })
  const { users } = await bob.request('users.get', { room_id, user_ids: ['ann'] })
  expect(users).toMatchObject([{ user_id: 'ann' }])
  expect(await joined(owner, room_id)).toEqual(['ann'])
  expect((await bob.request('rooms.list', {})).rooms).toEqual([])
  for (const refused of [
    bob.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'hello' }),
    bob.refusal('reaction.add', { room_id, seq: 1, emoji: '👍' }),
    bob.refusal('members.list', { room_id }),
    bob.refusal('rooms.get', { room_id }),
    bob.refusal('receipts.update', { rooms: [{ room_id, read_seq: 1 }] }),
    (await chat.signIn('bob')).refusal('messages.list', { room_id }),
  ]) {
    expect((await refused).code).toBe('room_not_found')
  }
  expect(owner.events.map(({ t }) => t)).not.toContain('members')

  // joining, from another device too, makes an ordinary member of the reader
  const phone = await chat.signIn('bob')
  await phone.request('room.join', { room_id })
  await bob.event('room', (event) => event.room.state === 'joined')
  bob.events.length = 0
  await say(owner, room_id, 'Hello, Bob')
  await say(bob, room_id, 'Hello')
  await bob.event('message', ({ message }) => message.text === 'Hello')
  // once, although the connection had read the room before; `event` took the last one
  expect(bob.events.flatMap((event) => (event.t === 'message' ? event.message.text : []))).toEqual(['Hello, Bob'])
  expect((await read(bob, pipe)).room).toMatchObject({ state: 'joined', write_block: null })
})

test('PRES-3 CALL-37 a user who only reads a room gets no typing and no call of its members', async () => {
  const { owner, pipe, room_id } = await publicRoom()
  const [bob, cat] = [await chat.signIn('bob'), await chat.signIn('cat')]
  await cat.request('room.open', { pipe })
  await read(bob, pipe)
  await owner.request('typing', { room_id, typing: true })
  await owner.request('call.start', { room_id, party: newParty(), video: false })
  await cat.event('typing')
  await cat.event('call')
  await say(owner, room_id, 'The last one')
  await bob.event('message', ({ message }) => message.text === 'The last one')
  expect(bob.events.map(({ t }) => t).filter((t) => ['typing', 'call'].includes(t))).toEqual([])
})

test('ROOM-15 a closed, missing or deleted room is not read, nor by a user who is banned from it', async () => {
  const { owner, pipe, room_id } = await publicRoom()
  const [bob, cat, dan] = [await chat.signIn('bob'), await chat.signIn('cat'), await chat.signIn('dan')]
  expect((await bob.refusal('room.open', { pipe: 'no such room', join: false })).code).toBe('room_not_found')
  await owner.request('room.open', { pipe: `${pipe} closed` })
  expect((await bob.refusal('room.open', { pipe: `${pipe} closed`, join: false })).code).toBe('room_not_found')
  await dan.request('room.join', { room_id })
  await owner.request('members.remove', { room_id, user_id: 'dan', ban: true })
  expect((await dan.refusal('room.open', { pipe, join: false })).code).toBe('room_not_found')

  for (const reader of [bob, cat]) await read(reader, pipe)
  // the ban reaches a connection that reads
  const phone = await chat.signIn('cat')
  await phone.request('room.join', { room_id })
  await cat.event('room', (event) => event.room.state === 'joined')
  await owner.request('members.remove', { room_id, user_id: 'cat', ban: true })
  await cat.event('room', (event) => event.room.state === 'banned')
  expect((await cat.refusal('messages.list', { room_id })).code).toBe('room_not_found')

  await owner.request('room.edit', { room_id, is_public: false })
  await bob.event('room_info', ({ info }) => !info.is_public)
  await say(owner, room_id, 'Among ourselves')
  await owner.event('message', ({ message }) => message.text === 'Among ourselves')
  await bob.request('ping', {})
  for (const reader of [bob, cat, dan]) expect(JSON.stringify(reader.events)).not.toContain('Among ourselves')
  expect((await bob.refusal('messages.list', { room_id })).code).toBe('room_not_found')
})

test('ROOM-16 above the limit, a connection no longer reads the room that it opened first', async () => {
  const all = [await publicRoom(), await publicRoom(), await publicRoom(), await publicRoom()]
  const bob = await chat.signIn('bob')
  for (const { pipe } of all) await read(bob, pipe)
  const [first, second] = all.map(({ room_id }) => room_id)
  expect((await bob.refusal('messages.list', { room_id: first ?? 0 })).code).toBe('room_not_found')
  expect((await bob.request('messages.list', { room_id: second ?? 0 })).messages).toHaveLength(1)
})
