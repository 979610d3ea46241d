import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

let rooms = 0
const open = async (owner: TestSocket, others: string[] = [], is_public = false) =>
  (await owner.request('room.open', { pipe: `forward ${++rooms}`, user_ids: others, is_public })).room.room_id

const forward = (room_id: number, from_room_id: number, from_seq = 1, client_id: string = crypto.randomUUID()) => ({
  room_id,
  client_id,
  from_room_id,
  from_seq,
})

test('FWD-1 FWD-4 a forwarded message says who wrote it, and names no private room', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const [from, to] = [await open(by.ann, [ids.bob]), await open(by.bob, [ids.cat])]
  await say(by.ann, from, 'the words')
  const { message } = await by.bob.request('message.forward', forward(to, from))
  expect(message).toMatchObject({ seq: 1, sender_id: ids.bob, text: 'the words' })
  expect(message.forward).toEqual({ user_id: ids.ann, name: 'ann' })
  const event = await by.cat.event('message', (one) => one.room_id === to)
  expect(event.message).toEqual(message)
  const further = await open(by.cat)
  const again = await by.cat.request('message.forward', forward(further, to))
  expect(again.message.forward).toEqual({ user_id: ids.ann, name: 'ann' })
})

test('FWD-4 a message of a public room says where it stands', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const [from, to] = [await open(by.ann, [ids.bob], true), await open(by.bob)]
  await say(by.ann, from, 'for all')
  const { message } = await by.bob.request('message.forward', forward(to, from))
  expect(message.forward).toEqual({ user_id: ids.ann, name: 'ann', room_id: from, seq: 1 })
})

test('FWD-2 a message that the user may not read is not forwarded, and is answered as a missing one', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const [from, to] = [await open(by.ann, [ids.bob]), await open(by.cat)]
  await say(by.ann, from, 'secret')
  for (const input of [forward(to, from), forward(to, from, 99), forward(to, 99_999)]) {
    expect((await by.cat.refusal('message.forward', input)).code).toBe('message_not_found')
  }
  const own = await open(by.bob)
  await by.ann.request('message.delete', { room_id: from, seq: 1 })
  expect((await by.bob.refusal('message.forward', forward(own, from))).code).toBe('message_not_found')
})

test('FWD-6 the same client id is answered with the stored message, also when its origin is gone', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const [from, to] = [await open(by.ann, [ids.bob]), await open(by.bob)]
  await say(by.ann, from, 'once')
  const input = forward(to, from)
  const first = await by.bob.request('message.forward', input)
  await by.ann.request('message.delete', { room_id: from, seq: 1 })
  expect(await by.bob.request('message.forward', input)).toEqual(first)
})

test('FWD-3 the widget may switch forwarding off; its word list holds', async () => {
  const widget_id = await chat.makeWidget({ forwarding: false })
  const ann = await chat.signIn('ann', { widget_id })
  const { room } = await ann.request('room.open', { pipe: 'off' })
  await say(ann, room.room_id, 'mine')
  const input = forward(room.room_id, room.room_id)
  expect((await ann.refusal('message.forward', input)).code).toBe('not_permitted')
  await chat.widgets.change('all_widgets', widget_id, { settings: { forwarding: true } })
  await chat.setRules(widget_id, { lists: [wordList('refuse', 'mine')] })
  chat.clock.elapse(60_000)
  expect((await ann.refusal('message.forward', input)).code).toBe('words_refused')
})

test('FWD-7 a forwarded message is not edited', async () => {
  const { by } = await crowd(chat, 'ann')
  const room_id = await open(by.ann)
  await say(by.ann, room_id, 'mine')
  await by.ann.request('message.forward', forward(room_id, room_id))
  const edit = { room_id, seq: 2, text: 'other words' }
  expect((await by.ann.refusal('message.edit', edit)).code).toBe('forbidden')
})

test('CHANGE-1 after the time of the widget a message is neither edited nor deleted', async () => {
  const widget_id = await chat.makeWidget({ edit_minutes: 5, delete_minutes: 10 })
  const ann = await chat.signIn('ann', { widget_id })
  const { room } = await ann.request('room.open', { pipe: 'late' })
  const place = { room_id: room.room_id, seq: 1 }
  await say(ann, room.room_id, 'soon old')
  chat.clock.elapse(5 * 60_000)
  expect((await ann.request('message.edit', { ...place, text: 'in time' })).message.text).toBe('in time')
  chat.clock.elapse(60_000)
  expect((await ann.refusal('message.edit', { ...place, text: 'too late' })).code).toBe('too_late')
  chat.clock.elapse(5 * 60_000)
  expect((await ann.refusal('message.delete', place)).code).toBe('too_late')
})

test('CHANGE-2 members see what a message said before, while the widget keeps it', async () => {
  const widget_id = await chat.makeWidget({ edit_history: true })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room } = await ann.request('room.open', { pipe: 'history', user_ids: ['bob'] })
  const place = { room_id: room.room_id, seq: 1 }
  const { created_at } = await say(ann, room.room_id, 'first')
  await ann.request('message.edit', { ...place, text: 'second' })
  expect(await bob.request('message.versions', place)).toEqual({ versions: [{ text: 'first', at: created_at }] })
  await chat.widgets.change('all_widgets', widget_id, { settings: { edit_history: false } })
  chat.clock.elapse(60_000)
  expect((await bob.request('message.versions', place)).versions).toEqual([])
  await ann.request('message.delete', place)
  expect((await bob.refusal('message.versions', place)).code).toBe('message_not_found')
})

test('STAR-1 STAR-3 stars reach all devices; the list has the messages as they are, page by page', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const phone = await chat.signIn(ids.ann)
  const room_id = await open(by.ann, [ids.bob])
  for (const text of ['one', 'two', 'three', 'four']) await say(by.bob, room_id, text)
  const { item } = await by.ann.request('messages.star', { room_id, seqs: [1, 2, 3], starred: true })
  expect(item).toMatchObject({ kind: 'star', room_id, messages: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  expect((await phone.event('own')).items).toEqual([item])
  await by.bob.request('message.edit', { room_id, seq: 3, text: 'THREE' })
  await by.bob.request('message.delete', { room_id, seq: 2 })
  const first = await by.ann.request('messages.starred', { limit: 2 })
  expect(first.messages.map(({ message }) => message.text)).toEqual(['THREE'])
  expect(first.users.map(({ name }) => name)).toEqual(['bob'])
  const next = await by.ann.request('messages.starred', { limit: 2, cursor: first.next ?? '' })
  expect(next.messages.map(({ message }) => message.text)).toEqual(['one'])
  expect(next.next).toBeNull()
  expect((await by.bob.request('messages.starred', {})).messages).toEqual([])
  await by.ann.request('room.leave', { room_id })
  expect((await by.ann.request('messages.starred', {})).messages).toEqual([])
  expect((await by.ann.refusal('messages.starred', { cursor: 'x' })).field).toBe('cursor')
})

test('HIDE-1 hidden messages reach the own devices alone, and are not among the stars', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const phone = await chat.signIn(ids.ann)
  const room_id = await open(by.ann, [ids.bob])
  await say(by.bob, room_id, 'one')
  await by.ann.request('messages.star', { room_id, seqs: [1], starred: true })
  const { item } = await by.ann.request('messages.hide', { room_id, seqs: [1] })
  expect(item).toMatchObject({ kind: 'hidden', ranges: [[1, 1]] })
  await phone.event('own', ({ items }) => items[0]?.kind === 'hidden')
  expect((await by.ann.request('messages.starred', {})).messages).toEqual([])
  expect((await by.bob.request('messages.list', { room_id })).messages).toHaveLength(1)
  expect((await by.bob.refusal('messages.hide', { room_id, seqs: [7] })).code).toBe('message_not_found')
})

test('DRAFT-1 DRAFT-2 a draft reaches the other devices, and goes with the message that it became', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const phone = await chat.signIn(ids.ann)
  const room_id = await open(by.ann, [ids.bob])
  const { item } = await by.ann.request('draft.set', { room_id, text: 'hel', reply_to: null, rev: 0 })
  expect(item).toMatchObject({ kind: 'draft', text: 'hel', reply_to: null })
  expect((await phone.event('own')).items).toEqual([item])
  const stale = await phone.refusal('draft.set', { room_id, text: 'other', reply_to: null, rev: 0 })
  expect(stale).toMatchObject({ code: 'draft_stale', field: 'rev' })
  const message = { room_id, client_id: crypto.randomUUID(), text: 'hello' }
  await by.ann.request('message.send', { ...message, draft: item.rev })
  const ended = await phone.event('own')
  expect(ended.items).toMatchObject([{ kind: 'draft', text: '', rev: item.rev + 1 }])
  expect(by.bob.events.filter(({ t }) => t === 'own')).toEqual([])
  const long = { room_id, text: 'x'.repeat(20_001), reply_to: null, rev: item.rev + 1 }
  expect((await by.ann.refusal('draft.set', long)).code).toBe('message_too_long')
  const unseen = { room_id, text: ' \u2800', reply_to: null, rev: item.rev + 1 }
  expect((await by.ann.request('draft.set', unseen)).item).toMatchObject({ kind: 'draft', text: '' })
})

test('OWN-2 many long drafts are read in pages that fit a frame', async () => {
  const { by, ids } = await crowd(chat, 'ann')
  const long = 'x'.repeat(10_000)
  for (let n = 0; n < 25; n++) {
    await by.ann.request('draft.set', { room_id: await open(by.ann), text: long, reply_to: null, rev: 0 })
  }
  const phone = await chat.signIn(ids.ann)
  const found: number[] = []
  let pages = 0
  for (let rev = 0, more = true; more; pages++) {
    const page = await phone.request('user.sync', { rev })
    if (page.kind !== 'changes') throw new Error('the own state was lost')
    found.push(...page.items.map((item) => item.rev))
    ;({ rev, more } = page)
  }
  expect(pages).toBe(2)
  expect(found).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
})
