import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { OwnItem } from '@imbachat/protocol'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

const DAY = 86_400_000

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { ROOM_LIVE_MEMBERS: 4 } })
  await chat.setRules(chat.widget_id, { lists: [wordList('refuse', 'spam')] })
})
afterAll(() => chat.stop())

const group = async (owner: TestSocket, user_ids: string[] = [], more: object = { by_request: true }) =>
  (await owner.request('room.create', { client_id: crypto.randomUUID(), title: 'Club', user_ids, ...more })).room

/** The user's next item about requests to join. */
async function answer(socket: TestSocket): Promise<Extract<OwnItem, { kind: 'ask' }>> {
  for (;;) {
    for (const item of (await socket.event('own')).items) if (item.kind === 'ask') return item
  }
}

/** Waits for the room with this many requests. */
async function requests(socket: TestSocket, count: number): Promise<void> {
  while ((await socket.event('room')).room.join_requests !== count);
}

test('JOIN-1 a user who is in the room, or may join it, has nothing to ask for', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  for (const more of [{ by_request: true }, { by_request: false }]) {
    const { room_id } = await group(by.ann, [ids.bob], more)
    expect((await by.bob.refusal('join.ask', { room_id })).code).toBe('forbidden')
  }
  const { room_id } = await group(by.ann, [], { is_public: true })
  expect((await by.cat.refusal('join.ask', { room_id })).code).toBe('forbidden')
  const closed = await group(by.ann, [], {})
  expect((await by.cat.refusal('join.ask', { room_id: closed.room_id })).code).toBe('room_not_found')
})

test('JOIN-1 JOIN-2 managers learn of a request to join and accept it; the user is in on all devices', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob])
  const other = await chat.signIn(ids.cat)
  const listed = (await by.cat.request('rooms.directory', {})).rooms.find((room) => room.room_id === room_id)
  expect(listed).toMatchObject({ title: 'Club', by_request: true, joined: false })
  for (const t of ['rooms.get', 'messages.list', 'members.list', 'room.join'] as const) {
    expect((await by.cat.refusal(t, { room_id })).code).toBe('room_not_found')
  }
  const { item } = await by.cat.request('join.ask', { room_id, note: '  I play the flute ' })
  expect(item).toMatchObject({ kind: 'ask', room_id, request: { title: 'Club', declined_until: null } })
  expect(await answer(other)).toEqual(item as never)
  await requests(by.ann, 1)
  expect((await by.bob.request('rooms.get', { room_id })).room.join_requests).toBe(0)
  const page = await by.ann.request('join.list', { room_id })
  expect(page).toMatchObject({
    requests: [{ user: { user_id: ids.cat }, note: 'I play the flute' }],
    next: null,
    count: 1,
  })
  expect((await by.bob.refusal('join.list', { room_id })).code).toBe('forbidden')
  expect((await by.bob.refusal('join.answer', { room_id, accept: true })).code).toBe('forbidden')

  const { answered, room } = await by.ann.request('join.answer', { room_id, user_ids: [ids.cat], accept: true })
  expect([answered, room.join_requests, room.member_count]).toEqual([[ids.cat], 0, 3])
  expect((await answer(other)).request).toBeNull()
  expect((await other.event('room')).room).toMatchObject({ room_id, state: 'joined', member_count: 3 })
  await say(by.cat, room_id, 'Thank you')
  expect((await by.ann.request('join.answer', { room_id, user_ids: [ids.cat], accept: true })).answered).toEqual([])
})

test('JOIN-2 all receive an acceptance that the server did not publish, once a manager accepts again', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob])
  await by.cat.request('join.ask', { room_id, note: '' })
  await requests(by.ann, 1)
  const accept = { widget_id: chat.widget_id, room_id, by: ids.ann, siteAdmin: false, user_ids: [ids.cat] }
  await chat.store.chat.changeMembers({ ...accept, act: 'accept' })
  await by.ann.request('join.answer', { room_id, user_ids: [ids.cat, 'eve'], accept: true })
  await requests(by.ann, 0)
  expect((await by.cat.event('room')).room).toMatchObject({ room_id, state: 'joined', member_count: 3 })
  await by.bob.event('message', ({ message }) => message.system?.kind === 'joined')
  await say(by.cat, room_id, 'Thank you')
})

test('JOIN-2 a manager who accepts the same request again and again can not flood the members', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  await by.bob.event('room')
  const accept = { room_id, user_ids: [ids.bob], accept: true }
  for (let n = 0; n < 30; n++) await by.ann.request('join.answer', accept)
  await by.bob.settled()
  expect(by.bob.events.filter(({ t }) => t === 'room')).toHaveLength(10)
})

test('JOIN-2 JOIN-5 requests are listed by their time, and an answer without ids accepts all', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann)
  for (const user of [by.cat, by.bob]) {
    await user.request('join.ask', { room_id })
    chat.clock.elapse(1)
  }
  const page = await by.ann.request('join.list', { room_id })
  expect(page.requests.map(({ user }) => user.user_id)).toEqual([ids.cat, ids.bob])
  const { answered, room } = await by.ann.request('join.answer', { room_id, accept: true })
  expect([answered.sort(), room.join_requests, room.member_count]).toEqual([[ids.bob, ids.cat].sort(), 0, 3])
  expect((await by.ann.request('join.answer', { room_id, accept: false })).answered).toEqual([])
})

test('JOIN-3 a declined user learns when they may ask again, and asks then', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann)
  await by.bob.request('join.ask', { room_id })
  await by.ann.request('join.answer', { room_id, user_ids: [ids.bob], accept: false })
  const { request } = await answer(by.bob).then(() => answer(by.bob))
  expect(Math.abs((request?.declined_until ?? 0) - chat.clock.now() - DAY)).toBeLessThan(60_000)
  const refused = await by.bob.refusal('join.ask', { room_id })
  expect(refused.code).toBe('join_declined')
  expect(refused.retry_after_ms).toBeGreaterThan(DAY - 60_000)
  expect((await by.bob.refusal('join.cancel', { room_id })).code).toBe('room_not_found')
  chat.clock.elapse(DAY)
  const [bob, ann] = [await chat.signIn(ids.bob), await chat.signIn(ids.ann)]
  await bob.request('join.ask', { room_id })
  const { item } = await bob.request('join.cancel', { room_id })
  expect(item).toMatchObject({ request: null })
  expect((await ann.request('join.list', { room_id })).requests).toEqual([])
})

test('JOIN-6 a request ends when its user is added, or joins a room that became public', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann)
  await by.bob.request('join.ask', { room_id })
  await by.cat.request('join.ask', { room_id })
  await by.ann.request('members.add', { room_id, user_ids: [ids.bob] })
  expect((await by.ann.request('join.list', { room_id })).requests).toMatchObject([{ user: { user_id: ids.cat } }])
  await by.ann.request('room.edit', { room_id, is_public: true })
  expect((await by.ann.request('rooms.get', { room_id })).room).toMatchObject({ is_public: true, by_request: false })
  await by.cat.request('room.join', { room_id })
  expect((await by.ann.request('rooms.get', { room_id })).room.join_requests).toBe(0)
})

test('INVITE-3 a link that needs approval shows the room, opens a request and lets nobody in by itself', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [], {})
  const both = await by.ann.refusal('invite.create', { room_id, approval: true, most_uses: 5 })
  expect([both.code, both.field]).toEqual(['invalid_field', 'most_uses'])
  const { token, invite } = await by.ann.request('invite.create', { room_id, approval: true })
  expect(invite).toMatchObject({ approval: true, works: true, uses: 0 })
  expect((await by.bob.request('invite.open', { token })).room).toMatchObject({ by_request: true })
  expect((await by.bob.refusal('invite.join', { token })).code).toBe('join_request_needed')
  expect((await by.bob.refusal('join.ask', { room_id })).code).toBe('room_not_found')
  await by.bob.request('join.ask', { room_id, token })
  await by.ann.request('join.answer', { room_id, user_ids: [ids.bob], accept: true })
  expect((await by.bob.request('rooms.get', { room_id })).room.state).toBe('joined')
})

test('INVITE-4 a link stops with the role of the manager who made it', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob], {})
  await by.ann.request('member.role', { room_id, user_id: ids.bob, role: 'admin' })
  const { token } = await by.bob.request('invite.create', { room_id })
  expect((await by.cat.request('invite.open', { token })).room.room_id).toBe(room_id)
  await by.ann.request('member.role', { room_id, user_id: ids.bob, role: 'member' })
  expect((await by.cat.refusal('invite.open', { token })).code).toBe('invite_invalid')
  expect((await by.cat.refusal('invite.join', { token })).code).toBe('invite_invalid')
  expect((await by.ann.request('invite.list', { room_id })).invites).toMatchObject([{ works: false }])
})

test('JOIN-1 without a directory nobody asks by a room id', async () => {
  const widget_id = await chat.makeWidget({ directory: false })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room_id } = await group(ann)
  expect((await bob.refusal('join.ask', { room_id })).code).toBe('room_not_found')
})

test('SAFE-17 a listed word is refused in titles, descriptions, notes and names of guests', async () => {
  const { by } = await crowd(chat, 'ann', 'bob')
  const create = { client_id: crypto.randomUUID(), title: 'Spam club' }
  const refused = [
    await by.ann.refusal('room.create', create),
    await by.ann.refusal('room.create', { ...create, title: 'Club', description: 'no SPÁM' }),
    await by.ann.refusal('room.open', { pipe: crypto.randomUUID(), title: 'spam' }),
  ]
  const { room_id } = await group(by.ann)
  refused.push(await by.ann.refusal('room.edit', { room_id, title: 'Spam' }))
  refused.push(await by.bob.refusal('join.ask', { room_id, note: 'spam' }))
  expect(refused.map(({ code, field }) => [code, field])).toEqual([
    ['words_refused', 'title'],
    ['words_refused', 'description'],
    ['words_refused', 'title'],
    ['words_refused', 'title'],
    ['words_refused', 'note'],
  ])
  const guest = await chat.signIn(null, {
    widget_id: await chat.makeWidget({ guests: 'write' }, { lists: [wordList('refuse', 'spam')] }),
  })
  const named = await guest.refusal('guest.enter', { name: 'Mr Spam' })
  expect([named.code, named.field]).toEqual(['words_refused', 'name'])
})
