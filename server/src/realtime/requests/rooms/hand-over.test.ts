import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type RequestInput, type RequestName, requests } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
})
afterAll(() => chat.stop())

/** What a bot may do by each request where people answer. A new request must be decided here. */
const WHILE_PEOPLE_ANSWER: Record<RequestName, 'refused' | 'not shown' | 'allowed' | 'not in a room'> = {
  ...all('refused', 'message.send', 'message.forward', 'message.edit', 'button.press', 'message.pin', 'reaction.add'),
  ...all('refused', 'room.edit', 'members.add', 'members.remove', 'member.role', 'invite.create', 'invite.revoke'),
  ...all('refused', 'join.answer'),
  typing: 'not shown',
  // it reads, takes back what it said, and comes and goes
  ...all('allowed', 'messages.list', 'messages.sync', 'messages.search', 'message.versions', 'files.tickets'),
  ...all('allowed', 'members.list', 'members.search', 'pins.list', 'reactions.list', 'invite.list', 'join.list'),
  ...all('allowed', 'rooms.list', 'rooms.search', 'rooms.get', 'rooms.directory', 'room.open', 'room.join'),
  ...all('allowed', 'message.delete', 'message.withdraw', 'preview.remove', 'reaction.remove', 'room.leave'),
  ...all('allowed', 'receipts.update', 'presence.watch', 'presence.active', 'report.send', 'room.hand_over'),
  ...all('allowed', 'upload.create', 'upload.finish', 'invite.open', 'invite.join', 'join.ask', 'join.cancel'),
  // its own notes, which nobody else sees
  ...all('allowed', 'messages.hide', 'draft.set', 'room.mute', 'room.pin', 'room.archive', 'room.mark', 'room.clear'),
  ...all('allowed', 'messages.star', 'messages.starred', 'user.sync'),
  ...all('not in a room', 'auth', 'auth.renew', 'guest.enter', 'ping', 'room.create', 'dialog.open', 'dialog.answer'),
  ...all('not in a room', 'users.get', 'people.search', 'people.friends', 'user.block', 'blocked.list', 'settings.set'),
  // bots call nobody
  ...all('not in a room', 'call.start', 'call.rang', 'call.accept', 'call.decline', 'call.cancel', 'call.join'),
  ...all('not in a room', 'call.leave', 'call.end', 'call.mute', 'call.remove', 'call.signal', 'call.renew'),
  ...all('not in a room', 'call.current'),
  ...all(
    'not in a room',
    'warning.confirm',
    'appeal.send',
    'push.ticket',
    'push.subscribe',
    'push.devices',
    'push.off',
  ),
}

function all<const Name extends RequestName, const What>(what: What, ...names: Name[]): Record<Name, What> {
  return Object.fromEntries(names.map((name) => [name, what])) as Record<Name, What>
}

async function makeBot(user_id: string): Promise<TestSocket> {
  const { control, chat: store } = chat.store
  await store.touchUser({ widget_id: chat.widget_id, user_id })
  await control
    .updateTable('chat_user')
    .set({ bot: 'all' })
    .where('widget_id', '=', chat.widget_id)
    .where('id', '=', user_id)
    .execute()
  return chat.signIn(user_id)
}

let rooms = 0

/** A group of Ann, who owns it, Bob, and a bot that manages it and has written. */
async function groupWithBot() {
  const users = await crowd(chat, 'ann', 'bob', 'cat')
  const { by, ids, pipe } = users
  const bot_id = `bot-${++rooms}`
  const bot = await makeBot(bot_id)
  const { room } = await by.ann.request('room.open', { pipe, title: 'Desk', user_ids: [ids.bob, bot_id] })
  const { room_id } = room
  await by.ann.request('member.role', { room_id, user_id: bot_id, role: 'admin' })
  await say(bot, room_id, 'I am a bot')
  await say(by.ann, room_id, 'I am Ann')
  const { messages } = await by.ann.request('messages.list', { room_id })
  const seqOf = (text: string) => messages.find((message) => message.text === text)?.seq ?? 0
  return { ...users, bot, bot_id, room_id, own: seqOf('I am a bot'), ofAnn: seqOf('I am Ann') }
}

test('BOT-7 every request is allowed or refused to a bot while people answer', () => {
  expect(Object.keys(WHILE_PEOPLE_ANSWER).toSorted()).toEqual(Object.keys(requests).toSorted())
})

test('BOT-7 while people answer, a bot neither says nor changes anything, though it manages the room', async () => {
  const { by, ids, bot, bot_id, room_id, own, ofAnn } = await groupWithBot()
  const { invite } = await bot.request('invite.create', { room_id })
  await bot.request('reaction.add', { room_id, seq: ofAnn, emoji: '👍' })
  await by.ann.request('room.edit', { room_id, by_request: true })
  await by.cat.request('join.ask', { room_id })
  await by.ann.request('room.hand_over', { room_id, to: 'people' })
  const { room: before } = await by.ann.request('rooms.get', { room_id })
  expect(before.answered_by).toBe('people')

  const client_id = crypto.randomUUID()
  const refused: { [Name in RequestName]?: RequestInput<Name> } = {
    'message.send': { room_id, client_id, text: 'Hello' },
    'message.forward': { room_id, client_id, from_room_id: room_id, from_seq: ofAnn },
    'message.edit': { room_id, seq: own, text: 'Changed' },
    'message.pin': { room_id, seq: ofAnn, pinned: true },
    'reaction.add': { room_id, seq: ofAnn, emoji: '🎉' },
    'room.edit': { room_id, title: 'The desk of the bot' },
    'members.add': { room_id, user_ids: [ids.cat] },
    'members.remove': { room_id, user_id: ids.bob },
    'member.role': { room_id, user_id: ids.bob, role: 'admin' },
    'invite.create': { room_id },
    'invite.revoke': { room_id, invite_id: invite.invite_id },
    'join.answer': { room_id, user_ids: [ids.cat], accept: true },
  }
  const codes: Record<string, string> = {}
  for (const [name, input] of Object.entries(refused)) {
    codes[name] = (await bot.refusal(name as RequestName, input as never)).code
  }
  const owned = await bot.refusal('member.role', { room_id, user_id: bot_id, role: 'member' })
  expect(new Set([...Object.values(codes)])).toEqual(new Set(['handed_over', codes['member.role'] ?? '']))
  // an admin gives no roles anyway
  expect([codes['member.role'], owned.code]).toEqual(['forbidden', 'forbidden'])
  expect((await bot.refusal('join.answer', { room_id, user_ids: [ids.cat], accept: false })).code).toBe('handed_over')
  const { room: after } = await by.ann.request('rooms.get', { room_id })
  expect({ ...after, watermarks: [] }).toEqual({ ...before, watermarks: [] })

  await by.ann.request('room.hand_over', { room_id, to: 'bots' })
  expect((await bot.request('message.pin', { room_id, seq: ofAnn, pinned: true })).message.pinned_at).toBeNumber()
  expect((await bot.request('join.answer', { room_id, user_ids: [ids.cat], accept: true })).answered).toEqual([ids.cat])
})

test('BOT-7 an owner that is a bot gives no role while people answer', async () => {
  const { by, ids, bot, bot_id, room_id } = await groupWithBot()
  await by.ann.request('member.role', { room_id, user_id: bot_id, role: 'owner' })
  await bot.request('room.hand_over', { room_id, to: 'people' })
  const change = { room_id, user_id: ids.bob, role: 'admin' } as const
  expect((await bot.refusal('member.role', change)).code).toBe('handed_over')
  await by.ann.request('room.hand_over', { room_id, to: 'bots' })
  expect((await bot.request('member.role', change)).room.room_id).toBe(room_id)
})

test('BOT-7 while people answer, a bot reads, takes back what it said, and leaves', async () => {
  const { by, bot, room_id, own, ofAnn } = await groupWithBot()
  await bot.request('reaction.add', { room_id, seq: ofAnn, emoji: '👍' })
  await by.ann.request('room.hand_over', { room_id, to: 'people' })
  await bot.request('receipts.update', { rooms: [{ room_id, read_seq: ofAnn }] })
  expect((await bot.request('messages.list', { room_id })).messages.length).toBeGreaterThan(2)
  const taken = await bot.request('reaction.remove', { room_id, seq: ofAnn, emoji: '👍' })
  expect(taken.message.reactions).toBeUndefined()
  expect((await bot.request('message.delete', { room_id, seq: own })).message.deleted_at).toBeNumber()
  expect((await bot.request('room.hand_over', { room_id, to: 'people' })).handover.owner).toBe('people')
  expect((await bot.refusal('room.hand_over', { room_id, to: 'bots' })).code).toBe('forbidden')
  await bot.request('room.leave', { room_id })
  expect((await by.ann.request('rooms.get', { room_id })).room).not.toHaveProperty('answered_by')
})

test('BOT-7 nobody sees a bot type while people answer', async () => {
  const { by, ids, bot, bot_id, room_id } = await groupWithBot()
  const next = async () => (await by.ann.event('typing')).user_id
  await bot.request('typing', { room_id, typing: true })
  expect(await next()).toBe(bot_id)
  await by.ann.request('room.hand_over', { room_id, to: 'people' })
  await bot.request('typing', { room_id, typing: true })
  await by.bob.request('typing', { room_id, typing: true })
  expect(await next()).toBe(ids.bob)
})

test('BOT-8 in a dialog with a bot its person may let it answer again, and nobody hands over a dialog of people', async () => {
  const { by, ids, bot, bot_id } = await groupWithBot()
  const { room } = await by.cat.request('dialog.open', { user_id: bot_id })
  const { room_id } = room
  await say(by.cat, room_id, 'Hello')
  expect(room.answered_by).toBe('bots')
  await bot.request('room.hand_over', { room_id, to: 'people' })
  expect((await by.cat.request('rooms.get', { room_id })).room.answered_by).toBe('people')
  expect((await by.cat.request('room.hand_over', { room_id, to: 'bots' })).handover).toEqual({
    owner: 'bots',
    generation: 3,
  })
  const { room: plain } = await by.cat.request('dialog.open', { user_id: ids.bob })
  await say(by.cat, plain.room_id, 'Hello')
  expect(plain).not.toHaveProperty('answered_by')
  const asked = { room_id: plain.room_id, to: 'people' } as const
  expect((await by.cat.refusal('room.hand_over', asked)).code).toBe('forbidden')
})

test('BOT-8 a room says that bots answer if one hears all its messages, or answered there before', async () => {
  const { by, bot_id, room_id } = await groupWithBot()
  const now = async () => (await by.bob.request('rooms.get', { room_id })).room.answered_by
  expect(await now()).toBe('bots')
  await chat.store.control
    .updateTable('chat_user')
    .set({ bot: 'mentions' })
    .where('widget_id', '=', chat.widget_id)
    .where('id', '=', bot_id)
    .execute()
  expect(await now()).toBeUndefined()
  await by.ann.request('room.hand_over', { room_id, to: 'people' })
  expect(await now()).toBe('people')
  await by.ann.request('room.hand_over', { room_id, to: 'bots' })
  expect(await now()).toBe('bots')
})

test('BOT-11 members learn who answers when a bot goes and comes', async () => {
  const { by, bot_id, room_id } = await groupWithBot()
  await by.ann.request('members.remove', { room_id, user_id: bot_id })
  expect((await by.bob.event('members', ({ left }) => left.includes(bot_id))).answered_by).toBe(null)
  await by.ann.request('members.add', { room_id, user_ids: [bot_id] })
  const came = await by.bob.event('members', ({ joined }) => joined.some(({ user_id }) => user_id === bot_id))
  expect(came.answered_by).toBe('bots')
})
