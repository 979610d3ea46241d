import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Entity } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({
    limits: { ROOM_LIVE_MEMBERS: 5, FRAMES_PER_SECOND: 100_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 },
  })
})
afterAll(() => chat.stop())

const mention = (user_id: string, offset = 0, length = 4): Entity => ({ type: 'mention', offset, length, user_id })
const all: Entity = { type: 'mention_all', offset: 0, length: 4 }

async function group() {
  const users = await crowd(chat, 'ann', 'bob', 'cat', 'eve')
  const { by, ids, pipe } = users
  const { room } = await by.ann.request('room.open', { pipe, user_ids: [ids.bob, ids.cat] })
  return { ...users, room_id: room.room_id }
}

const call = (socket: TestSocket, room_id: number, entities: Entity[], text = '@bob and @cat') =>
  socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text, entities })

const mentionsOf = async (socket: TestSocket, room_id: number) =>
  (await socket.request('rooms.get', { room_id })).room.mentions

test('MENTION-1 a mention reaches all members with its message, and marks the room of the users that it names', async () => {
  const { by, ids, room_id } = await group()
  await call(by.ann, room_id, [mention(ids.bob)])
  for (const socket of [by.ann, by.bob, by.cat]) {
    const { message } = await socket.event('message')
    expect(message.entities).toEqual([mention(ids.bob)])
  }
  expect(await mentionsOf(by.bob, room_id)).toEqual([1])
  expect(await mentionsOf(by.cat, room_id)).toBeUndefined()
  const { rooms } = await by.bob.request('rooms.list', {})
  expect(rooms.find((room) => room.room_id === room_id)?.mentions).toEqual([1])
})

test('MENTION-6 a mention that was read is no longer marked; a muted conversation is marked too', async () => {
  const { by, ids, room_id } = await group()
  await by.bob.request('room.mute', { room_id, until: 253402300799999 })
  await call(by.ann, room_id, [mention(ids.bob)])
  await say(by.ann, room_id, 'and more')
  await call(by.ann, room_id, [all])
  expect(await mentionsOf(by.bob, room_id)).toEqual([1, 3])
  const clock = setInterval(() => chat.clock.elapse(200), 10)
  const read = (seq: number) => by.bob.request('receipts.update', { rooms: [{ room_id, read_seq: seq }] })
  await read(2)
  expect(await mentionsOf(by.bob, room_id)).toEqual([3])
  await read(3)
  clearInterval(clock)
  expect(await mentionsOf(by.bob, room_id)).toBeUndefined()
})

test('MENTION-16 a reply in a muted conversation marks it for the user that it replies to, by event and in the list', async () => {
  const { by, ids, room_id } = await group()
  await by.bob.request('room.mute', { room_id, until: 253402300799999 })
  await say(by.bob, room_id, 'who comes?')
  await by.bob.event('message')
  await by.ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'I do', reply_to: 1 })
  expect((await by.bob.event('message')).message).toMatchObject({ seq: 2, replied_user_id: ids.bob })
  expect(await mentionsOf(by.bob, room_id)).toEqual([2])
  expect(await mentionsOf(by.cat, room_id)).toBeUndefined()
})

test('MENTION-7 a summary names the first 50 unread mentions', async () => {
  const { by, ids, room_id } = await group()
  for (let n = 0; n < 55; n++) await call(by.ann, room_id, [mention(ids.bob)])
  expect(await mentionsOf(by.bob, room_id)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
})

test('MENTION-2 MENTION-3 MENTION-8 an outsider, all by a member, and too many are refused clearly', async () => {
  const { by, ids, room_id } = await group()
  const refused = async (socket: TestSocket, entities: unknown, text = '@bob and @cat') => {
    const fields = { room_id, client_id: crypto.randomUUID(), text, entities } as never
    const { code, field } = await socket.refusal('message.send', fields)
    return [code, field]
  }
  expect(await refused(by.ann, [mention(ids.eve)])).toEqual(['mention_unknown', 'entities'])
  expect(await refused(by.bob, [all])).toEqual(['mention_all_forbidden', 'entities'])
  expect(await refused(by.ann, [{ type: 'mention', offset: 0, length: 4 }])).toEqual([
    'invalid_field',
    'entities.0.user_id',
  ])
  expect(await refused(by.ann, [{ ...all, user_id: ids.bob }])).toEqual(['invalid_field', 'entities.0.user_id'])
  expect(await refused(by.ann, [mention(ids.bob, 0, 4), mention(ids.cat, 2, 4)])).toEqual([
    'invalid_field',
    'entities.1.offset',
  ])
  const many = (count: number) => Array.from({ length: count }, (_, n) => mention(`u${n}`, n, 1))
  const text = 'x'.repeat(200)
  expect(await refused(by.ann, many(51), text)).toEqual(['too_many_mentions', 'entities'])
  expect(await refused(by.ann, many(101), text)).toEqual(['invalid_field', 'entities'])
  expect(await refused(by.ann, many(1_001), text)).toEqual(['invalid_field', 'entities'])
  const hostile = await chat.signIn(ids.ann)
  const frame = { room_id, client_id: crypto.randomUUID(), text, entities: many(10_000) }
  await Promise.race([hostile.request('message.send', frame).catch(() => {}), hostile.closed])
  expect((await by.ann.request('messages.list', { room_id })).messages.some((message) => message.entities)).toBe(false)
  const edit = { room_id, seq: 1, text: '@all', entities: [all] }
  await say(by.bob, room_id, 'mine')
  expect((await by.bob.refusal('message.edit', edit)).code).toBe('mention_all_forbidden')
})

test('MENTION-9 members are found by a part of their name, the last to speak first, in a live room', async () => {
  const { by, ids, room_id } = await group()
  await say(by.cat, room_id, 'hi')
  const find = async (query: string) =>
    (await by.ann.request('members.search', { room_id, query })).users.map((user) => user.user_id)
  expect((await find(''))[0]).toBe(ids.cat)
  expect(new Set(await find(''))).toEqual(new Set([ids.bob, ids.cat]))
  expect(await find('BO')).toEqual([ids.bob])
  expect(await find('eve')).toEqual([])
  expect((await by.eve.refusal('members.search', { room_id, query: '' })).code).toBe('room_not_found')
})

test('MENTION-9 in a room that is not live, who spoke last and managers are found first', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'zoe', 'member1', 'member2', 'member3', 'member4', 'member5')
  const others = Object.values(ids).filter((id) => id !== ids.ann)
  const { room } = await by.ann.request('room.open', { pipe, user_ids: others })
  expect(room.live).toBe(false)
  await say(by.zoe, room.room_id, 'hello')
  const found = await by.member1.request('members.search', { room_id: room.room_id, query: '' })
  expect(found.users.slice(0, 2).map((user) => user.name)).toEqual(['zoe', 'ann'])
  const named = await by.member1.request('members.search', { room_id: room.room_id, query: 'member2' })
  expect(named.users.map((user) => user.user_id)).toEqual([ids.member2])
})
