import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

let rooms = 0
async function room(owner: TestSocket, ...others: string[]): Promise<number> {
  const { room } = await owner.request('room.open', { pipe: `room ${++rooms}`, user_ids: others })
  await say(owner, room.room_id, 'hello')
  return room.room_id
}

test('REACT-1 a reaction reaches every member as the same message, and comes with history and sync', async () => {
  const [ann, bob, phone] = [await chat.signIn('ann'), await chat.signIn('bob'), await chat.signIn('bob')]
  const room_id = await room(ann, 'bob')
  const { message } = await bob.request('reaction.add', { room_id, seq: 1, emoji: '👍' })
  expect(message).toMatchObject({ seq: 1, rev: 2, reactions: [{ emoji: '👍', count: 1, user_ids: ['bob'] }] })
  for (const socket of [ann, bob, phone]) {
    const event = await socket.event('message', ({ message }) => message.rev === 2)
    expect(event.message).toEqual(message)
  }
  expect((await ann.request('messages.list', { room_id })).messages).toEqual([message])
  expect(await ann.request('messages.sync', { room_id, rev: 1 })).toMatchObject({ messages: [message], rev: 2 })
  const removed = await bob.request('reaction.remove', { room_id, seq: 1, emoji: '👍' })
  expect(removed.message).not.toHaveProperty('reactions')
})

test('REACT-3 a crowd that reacts at once takes a few revs of the room, and everybody is answered', async () => {
  const names = Array.from({ length: 100 }, (_, n) => `crowd${n}`)
  for (const name of names) chat.siteUsers.set(name, { name })
  const ann = await chat.signIn('ann')
  const room_id = await room(ann, ...names.slice(0, 100))
  const crowd = await Promise.all(names.map((name) => chat.signIn(name)))
  const clock = setInterval(() => chat.clock.elapse(200), 20)
  const answers = await Promise.all(
    crowd.map((socket) => socket.request('reaction.add', { room_id, seq: 1, emoji: '🎉' })),
  ).finally(() => clearInterval(clock))
  const last = Math.max(...answers.map(({ message }) => message.rev))
  expect(last).toBeLessThan(30)
  const { room: after } = await ann.request('rooms.get', { room_id })
  expect(after.last_message?.reactions).toMatchObject([{ emoji: '🎉', count: 100 }])
  expect(after.last_rev).toBe(last)
  const list = await ann.request('reactions.list', { room_id, seq: 1, emoji: '🎉', limit: 100 })
  expect(list).toMatchObject({ users: { length: 100 }, next: null, mine: false })
  for (const socket of crowd) socket.close()
})

test('REACT-6 a reaction is refused without membership, before acceptance, and without an emoji', async () => {
  const [ann, cat] = [await chat.signIn('ann'), await chat.signIn('cat')]
  const room_id = await room(ann)
  const refusal = async (socket: TestSocket, fields: object) =>
    (await socket.refusal('reaction.add', { room_id, seq: 1, emoji: '👍', ...fields })).code
  expect(await refusal(cat, {})).toBe('room_not_found')
  expect(await refusal(ann, { seq: 2 })).toBe('message_not_found')
  for (const emoji of ['', 'a', '👍👍', '<b>', '1', '\u200d', 'x'.repeat(65)]) {
    expect([emoji, await refusal(ann, { emoji })]).toEqual([emoji, 'invalid_field'])
  }
  expect(await ann.request('reaction.add', { room_id, seq: 1, emoji: '👩🏽‍🚀' })).toMatchObject({ message: { seq: 1 } })
})

test('REACT-7 the widget’s switch and the site’s send_message turn reactions off; taking one back stays possible', async () => {
  chat.siteUsers.set('mute', { name: 'Mute', permissions: { send_message: false } })
  const [ann, muted] = [await chat.signIn('ann'), await chat.signIn('mute')]
  await muted.event('users', ({ users }) => users.some((user) => user.name === 'Mute'))
  const room_id = await room(ann, 'mute')
  expect((await muted.refusal('reaction.add', { room_id, seq: 1, emoji: '👍' })).code).toBe('not_permitted')
  const widget_id = await chat.makeWidget({ reactions: false })
  const bob = await chat.signIn('bob', { widget_id })
  const off = await room(bob)
  expect((await bob.refusal('reaction.add', { room_id: off, seq: 1, emoji: '👍' })).code).toBe('forbidden')
  const removed = await bob.request('reaction.remove', { room_id: off, seq: 1, emoji: '👍' })
  expect(removed.message).toMatchObject({ seq: 1 })
})
