import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const text = (room_id: number) => ({ room_id, client_id: crypto.randomUUID(), text: 'hello' })

test('SAFE-1 a block reaches both users, refuses both, and ends with the unblocking', async () => {
  const [ann, bob, phone] = [await chat.signIn('ann'), await chat.signIn('bob'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await ann.request('message.send', text(room_id))
  await bob.event('message')
  const { item } = await bob.request('user.block', { user_id: 'ann', blocked: true })
  expect(item).toMatchObject({ kind: 'block', user_id: 'ann', at: expect.any(Number) })
  expect((await phone.event('own')).items).toEqual([item])
  for (const socket of [ann, bob]) expect((await socket.event('room')).room.write_block).toBe('blocked')
  const refusal = await ann.refusal('message.send', text(room_id))
  expect(refusal).toMatchObject({ code: 'blocked', message: "You can't message this person." })
  expect((await bob.refusal('message.send', text(room_id))).code).toBe('blocked')
  expect((await ann.request('rooms.list', {})).rooms[0]?.write_block).toBe('blocked')

  await bob.request('user.block', { user_id: 'ann', blocked: false })
  for (const socket of [ann, bob]) expect((await socket.event('room')).room.write_block).toBeNull()
  await ann.request('message.send', text(room_id))
})

test('SAFE-3 neither of the two receives presence, typing and receipts of the other', async () => {
  const [ann, cat] = [await chat.signIn('ann'), await chat.signIn('cat')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'cat' })).room
  await ann.request('message.send', text(room_id))
  await cat.event('message')
  for (const socket of [ann, cat]) {
    expect((await socket.request('presence.watch', { room_ids: [room_id] })).users).toHaveLength(1)
  }
  await cat.request('user.block', { user_id: 'ann', blocked: true })
  for (const socket of [ann, cat]) await socket.event('room')
  for (const socket of [ann, cat]) {
    expect((await socket.request('presence.watch', { room_ids: [room_id] })).users).toEqual([])
  }
  await cat.request('typing', { room_id, typing: true })
  await cat.request('receipts.update', { rooms: [{ room_id, delivered_seq: 1, read_seq: 1 }] })
  await ann.settled()
  expect(ann.events.filter(({ t }) => ['typing', 'receipt', 'presence'].includes(t))).toEqual([])
  const { room } = await ann.request('rooms.get', { room_id })
  expect(room.watermarks).toContainEqual({ user_id: 'cat', delivered_seq: 0, read_seq: 0 })
})

test('SAFE-3 a connection that watched the other before the block receives nothing more of them', async () => {
  const [ann, dan] = [await chat.signIn('ann'), await chat.signIn('dan')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'dan' })).room
  await ann.request('message.send', text(room_id))
  await ann.request('presence.watch', { room_ids: [room_id] })
  await dan.request('user.block', { user_id: 'ann', blocked: true })
  expect((await ann.event('room')).room.write_block).toBe('blocked')
  dan.close()
  chat.clock.elapse(60_000)
  await ann.settled()
  expect(ann.events.filter(({ t }) => t === 'presence')).toEqual([])
})

test('SAFE-2 a blocked user opens no dialog, adds nobody to a group, and neither finds the other', async () => {
  const [eve, fay] = [await chat.signIn('eve'), await chat.signIn('fay')]
  for (const peer of ['ann', 'bob']) {
    const { room_id } = (await eve.request('dialog.open', { user_id: peer })).room
    await eve.request('message.send', text(room_id))
  }
  await fay.request('user.block', { user_id: 'eve', blocked: true })
  expect((await eve.refusal('dialog.open', { user_id: 'fay' })).code).toBe('blocked')
  expect((await fay.refusal('dialog.open', { user_id: 'eve' })).code).toBe('blocked')
  const { room } = await eve.request('room.open', { pipe: 'club', user_ids: ['ann', 'fay'] })
  expect(room.member_count).toBe(2)
  const added = await eve.request('members.add', { room_id: room.room_id, user_ids: ['fay', 'bob'] })
  expect(added.added).toEqual(['bob'])
  const bob = await chat.signIn('bob')
  expect((await bob.request('people.search', { query: 'ev' })).users.map(({ user_id }) => user_id)).toEqual(['eve'])
  await bob.request('user.block', { user_id: 'eve', blocked: true })
  expect((await bob.request('people.search', { query: 'ev' })).users).toEqual([])
  expect((await eve.request('people.search', { query: 'bo' })).users).toEqual([])
})

test('SAFE-5 the list of blocked users has their cards; users that the site does not know are refused', async () => {
  const dan = await chat.signIn('dan')
  for (const user_id of ['bob', 'cat']) await dan.request('user.block', { user_id, blocked: true })
  const first = await dan.request('blocked.list', { limit: 1 })
  expect(first.users.map(({ name }) => name)).toEqual(['cat'])
  const second = await dan.request('blocked.list', { limit: 50, cursor: first.next ?? 1 })
  expect(second).toMatchObject({ users: [{ name: 'bob' }, { name: 'ann' }], next: null })
  expect((await dan.refusal('user.block', { user_id: 'nobody-knows', blocked: true })).code).toBe('user_unknown')
  expect((await dan.refusal('user.block', { user_id: 'dan', blocked: true })).code).toBe('invalid_field')
})

test('SAFE-5 a user blocks as many users as the server allows', async () => {
  const small = await startChat({ limits: { BLOCKED_PER_USER: 2 } })
  for (const name of ['ann', 'bob', 'cat', 'dan']) small.siteUsers.set(name, { name })
  const ann = await small.signIn('ann')
  for (const user_id of ['bob', 'cat']) await ann.request('user.block', { user_id, blocked: true })
  expect((await ann.refusal('user.block', { user_id: 'dan', blocked: true })).code).toBe('too_many_blocked')
  await ann.request('user.block', { user_id: 'bob', blocked: false })
  await ann.request('user.block', { user_id: 'dan', blocked: true })
  await small.stop()
})

test('SAFE-6 a report is taken from members only, and names either a message or a user', async () => {
  const [ann, bob, cat] = [await chat.signIn('ann'), await chat.signIn('bob'), await chat.signIn('cat')]
  const { room } = await ann.request('room.open', { pipe: 'reports', user_ids: ['bob'] })
  const { room_id } = room
  await bob.request('message.send', text(room_id))
  expect(await ann.request('report.send', { room_id, seq: 1, reason: 'abuse', comment: ' rude ' })).toEqual({})
  expect(await ann.request('report.send', { room_id, user_id: 'bob', reason: 'spam' })).toEqual({})
  const code = async (fields: Parameters<typeof ann.refusal<'report.send'>>[1], by = ann) =>
    (await by.refusal('report.send', fields)).code
  expect(await code({ room_id, seq: 1, user_id: 'bob', reason: 'spam' })).toBe('invalid_field')
  expect(await code({ room_id, reason: 'spam' })).toBe('invalid_field')
  expect(await code({ room_id, seq: 1, reason: 'spam' }, cat)).toBe('room_not_found')
  expect(await code({ room_id, seq: 1, reason: 'spam' }, bob)).toBe('not_permitted')
  expect(await code({ room_id, user_id: 'cat', reason: 'spam' })).toBe('user_unknown')
  expect(await code({ room_id, seq: 7, reason: 'spam' })).toBe('message_not_found')
})
