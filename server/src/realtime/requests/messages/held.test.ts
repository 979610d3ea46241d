import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { HeldMessage, OwnItem } from '@imbachat/protocol'
import { publishHeld, removeHeld } from '../../../chat/held/decide-held.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let widget_id: number
beforeAll(async () => {
  chat = await startChat({ searches: true })
  for (const name of ['ann', 'bob', 'cat', 'eve']) chat.siteUsers.set(name, { name })
  widget_id = await chat.makeWidget({}, { lists: [wordList('hold', 'casino'), wordList('mask', 'damn')] })
})
afterAll(() => chat.stop())

const signIn = (user_id: string) => chat.signIn(user_id, { widget_id })
const openWith = async (user: TestSocket, user_id: string) =>
  (await user.request('dialog.open', { user_id })).room.room_id
const say = (user: TestSocket, room_id: number, text: string, client_id: string = crypto.randomUUID()) =>
  user.request('message.send', { room_id, client_id, text })
const place = (room_id: number, sender_id: string, client_id: string) => ({ widget_id, room_id, sender_id, client_id })

const isHeld = (item: OwnItem) => item.kind === 'held'
async function heldItem(user: TestSocket): Promise<HeldMessage[]> {
  const { items } = await user.event('own', (event) => event.items.some(isHeld))
  const item = items.find(isHeld)
  return item?.kind === 'held' ? item.messages : []
}
const heldOnReload = async (user: TestSocket, room_id: number) => {
  const answer = await user.request('user.sync', { rev: 0 })
  if (answer.kind !== 'changes') throw new Error(answer.kind)
  const item = answer.items.find((one) => one.kind === 'held' && one.room_id === room_id)
  return item?.kind === 'held' ? item.messages : []
}

/** All that a socket heard of a room, its list included, as one text. */
async function eventsOf(user: TestSocket, room_id: number): Promise<string> {
  const list = await user.request('rooms.list', {})
  const page = await user.request('messages.list', { room_id })
  return JSON.stringify([user.events, list, page])
}

async function shadowBan(user_id: string, until: number | null = null): Promise<void> {
  const given = { id: crypto.randomUUID(), kind: 'shadow', until, reason: 'Spam', by: 'mod', report_id: null } as const
  await changeStanding(chat.gateway.deps, { widget_id, user_id, change: { act: 'give', ...given } })
}

test('HOLD-1 HOLD-3 a held message reaches all devices of its sender, and nothing of it reaches anybody else', async () => {
  const [ann, phone, bob] = [await signIn('ann'), await signIn('ann'), await signIn('bob')]
  const room_id = await openWith(ann, 'bob')
  await say(ann, room_id, 'hello')
  await bob.event('message')
  const client_id = crypto.randomUUID()
  const sent = await say(ann, room_id, 'Casino, damn', client_id)
  expect(sent).toMatchObject({ seq: 0, rev: 0, held: true, stored: { text: 'Casino, ****', masked: 'words' } })
  const [mine] = await heldItem(ann)
  expect(mine).toMatchObject({ client_id, text: 'Casino, ****', waiting: true })
  expect(await heldItem(phone)).toEqual([mine as HeldMessage])
  const later = await signIn('ann')
  expect(await heldOnReload(later, room_id)).toEqual([mine as HeldMessage])

  expect(await say(ann, room_id, 'Casino, damn', client_id)).toMatchObject({ held: true })
  const { seq } = await say(ann, room_id, 'still here')
  expect(seq).toBe(2)
  await bob.event('message', ({ message }) => message.seq === 2)
  // nothing came before it
  expect(bob.events.map(({ t }) => t)).not.toContain('own')
  const [room] = (await bob.request('rooms.list', {})).rooms
  expect(room).toMatchObject({ unread: 2, last_seq: 2, last_rev: 2 })
  const events = await eventsOf(bob, room_id)
  expect(events).not.toContain('Casino')
  expect(events).not.toContain(client_id)
  expect(await heldOnReload(bob, room_id)).toEqual([])
})

test('HOLD-4 a published message comes to all by the ordinary path, and to its sender once', async () => {
  const [ann, bob] = [await signIn('ann'), await signIn('cat')]
  const room_id = await openWith(ann, 'cat')
  const client_id = crypto.randomUUID()
  await say(ann, room_id, 'casino', client_id)
  expect(await heldItem(ann)).toHaveLength(1)
  const message = await publishHeld(chat.gateway.deps, place(room_id, 'ann', client_id))
  for (const socket of [ann, bob]) {
    const came = await socket.event('message', (event) => event.message.client_id === client_id)
    expect(came.message).toEqual(message)
  }
  expect(await heldItem(ann)).toEqual([])
  expect(await say(ann, room_id, 'casino', client_id)).toMatchObject({ seq: message.seq })
})

test('HOLD-5 the sender withdraws a held message, which closes its report; a moderator deletes one', async () => {
  const eve = await signIn('eve')
  const room_id = await openWith(eve, 'bob')
  const [mine, theirs] = [crypto.randomUUID(), crypto.randomUUID()]
  await say(eve, room_id, 'casino one', mine)
  await say(eve, room_id, 'casino two', theirs)
  const { item } = await eve.request('message.withdraw', { room_id, client_id: mine })
  expect(item).toMatchObject({ kind: 'held', messages: [{ client_id: theirs }] })
  await eve.request('message.withdraw', { room_id, client_id: mine })
  const reports = await chat.store.readDb
    .selectFrom('report')
    .select(['held_client_id', 'outcome', 'messages'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', 'eve')
    .execute()
  const withdrawn = reports.find(({ held_client_id }) => held_client_id === mine)
  expect(withdrawn).toMatchObject({ outcome: 'withdrawn', messages: '[]' })
  await removeHeld(chat.gateway.deps, place(room_id, 'eve', theirs))
  expect(await heldOnReload(eve, room_id)).toEqual([])
  const missing = await eve.refusal('message.withdraw', { room_id, client_id: crypto.randomUUID() })
  expect(missing).toMatchObject({ code: 'message_not_found', field: 'client_id' })
})

test('HOLD-7 an edit into a text that is held is refused, and the message stays as it was', async () => {
  const ann = await signIn('ann')
  const room_id = await openWith(ann, 'eve')
  const { seq } = await say(ann, room_id, 'hello')
  const refused = await ann.refusal('message.edit', { room_id, seq, text: 'casino' })
  expect(refused).toMatchObject({ code: 'edit_needs_review', field: 'text' })
  const { messages } = await ann.request('messages.list', { room_id })
  expect(messages.map(({ text }) => text)).toEqual(['hello'])
})

test('HOLD-1 a forward is held too, and its reply says so', async () => {
  const ann = await signIn('ann')
  const [from_room_id, room_id] = [await openWith(ann, 'eve'), await openWith(ann, 'bob')]
  const { seq } = await say(ann, from_room_id, 'see this')
  await chat.setRules(widget_id, { lists: [wordList('hold', 'casino', 'see this')] })
  // a node reads a widget again a second later
  chat.clock.elapse(60_000)
  const input = { room_id, client_id: crypto.randomUUID(), from_room_id, from_seq: seq }
  expect(await ann.request('message.forward', input)).toMatchObject({ held: true, message: { seq: 0 } })
  expect((await heldItem(ann)).at(-1)).toMatchObject({ text: 'see this', forward: { user_id: 'ann' } })
  const message = await publishHeld(chat.gateway.deps, place(room_id, 'ann', input.client_id))
  expect(message).toMatchObject({ text: 'see this', forward: { user_id: 'ann' } })
})

test('SHADOW-1 SHADOW-2 nobody sees what a shadow-banned user does, and no event tells them', async () => {
  const [cat, bob] = [await signIn('cat'), await signIn('bob')]
  const room_id = await openWith(cat, 'bob')
  const { seq } = await say(cat, room_id, 'before')
  await bob.event('message', (event) => event.room_id === room_id)
  await say(bob, room_id, 'yes?')
  await cat.event('message', (event) => event.message.sender_id === 'bob')
  const about = (title: string) => ({ user_id: 'bob', context: { id: 'lamp', title } })
  await cat.request('dialog.open', about('Lamp'))
  const { user_rev } = await chat.signIn('cat', { widget_id }).then(({ auth }) => auth)
  await shadowBan('cat')
  expect((await chat.signIn('cat', { widget_id })).auth.user_rev).toBe(user_rev)

  bob.events.length = 0
  expect(await say(cat, room_id, 'spam')).toMatchObject({ seq: 0, held: true })
  expect(await heldItem(cat)).toMatchObject([{ text: 'spam', waiting: false }])
  await cat.request('typing', { room_id, typing: true })
  await cat.request('receipts.update', { rooms: [{ room_id, delivered_seq: 2, read_seq: 2 }] })
  const { message } = await cat.request('reaction.add', { room_id, seq: 2, emoji: '👍' })
  expect(message.reactions).toEqual([{ emoji: '👍', count: 1, user_ids: ['cat'] }])
  const pinned = await cat.request('message.pin', { room_id, seq: 2, pinned: true })
  expect(pinned.message.pinned_at).toBeNumber()
  expect((await cat.refusal('message.edit', { room_id, seq, text: 'spam' })).code).toBe('too_late')
  expect((await cat.request('dialog.open', about('Read this'))).room.context).toMatchObject({ title: 'Lamp' })

  // the next event is Bob's own message, and nothing came before it
  await say(bob, room_id, 'anybody?')
  await bob.event('message', (event) => event.message.text === 'anybody?')
  expect(bob.events.map(({ t }) => t)).toEqual([])
  const [room] = (await bob.request('rooms.list', {})).rooms.filter((one) => one.room_id === room_id)
  expect(room?.watermarks.find(({ user_id }) => user_id === 'cat')).toMatchObject({ read_seq: 0 })
  expect(await eventsOf(bob, room_id)).not.toContain('spam')
  const reports = await chat.store.readDb.selectFrom('report').select('id').where('user_id', '=', 'cat').execute()
  expect(reports).toEqual([])
  expect(JSON.stringify(cat.events)).not.toContain('standing')
})

test("SHADOW-4 an author's act on a held message is answered as for any other, and reaches nobody else", async () => {
  for (const name of ['lea', 'tom']) chat.siteUsers.set(name, { name })
  const [lea, phone, tom] = [await signIn('lea'), await signIn('lea'), await signIn('tom')]
  const room_id = await openWith(lea, 'tom')
  await say(lea, room_id, 'before')
  await tom.event('message', (event) => event.room_id === room_id)
  // by then all that the first message of a dialog causes has come
  await say(tom, room_id, 'yes?')
  await lea.event('message', (event) => event.message.sender_id === 'tom')
  await shadowBan('lea')
  tom.events.length = 0
  await say(lea, room_id, 'spam lantern')
  const [{ seq = 0 } = {}] = await heldItem(lea)
  expect(seq).toBe(2.000001)
  const here = { room_id, seq }

  await lea.request('message.edit', { ...here, text: 'spam lanterns' })
  await lea.request('reaction.add', { ...here, emoji: '👍' })
  expect(await lea.request('reactions.list', { ...here, emoji: '👍' })).toMatchObject({ mine: true })
  await lea.request('message.pin', { ...here, pinned: true })
  await lea.request('messages.star', { room_id, seqs: [seq], starred: true })
  await lea.request('draft.set', { room_id, text: '', reply_to: seq, rev: 0 })
  await say(lea, room_id, 'plain')
  await lea.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'spam reply', reply_to: seq })
  const forward = { room_id, client_id: crypto.randomUUID(), from_room_id: room_id, from_seq: seq }
  expect(await lea.request('message.forward', forward)).toMatchObject({ held: true })
  for (const device of [phone, await signIn('lea')]) {
    const [copy, , reply, forwarded] = await heldOnReload(device, room_id)
    expect(copy).toMatchObject({ text: 'spam lanterns', reacted: ['👍'], pinned_at: expect.any(Number), seq })
    expect(reply).toMatchObject({ text: 'spam reply', reply_to: seq })
    expect(forwarded).toMatchObject({ text: 'spam lanterns', forward: { user_id: 'lea' } })
  }
  const { messages } = await lea.request('messages.starred', {})
  expect(messages).toMatchObject([{ room_id, message: { seq, text: 'spam lanterns' } }])
  const found = await lea.request('messages.search', { query: 'lantern', room_id })
  expect(found.hits.map(({ message }) => message.seq)).toContain(seq)
  await lea.request('message.delete', here)
  expect((await lea.refusal('message.edit', { ...here, text: 'again' })).code).toBe('message_not_found')
  expect((await heldOnReload(phone, room_id))[0]).toMatchObject({ seq, text: '', deleted_at: expect.any(Number) })
  await lea.request('messages.hide', { room_id, seqs: [seq] })
  expect((await heldOnReload(phone, room_id)).map(({ text }) => text)).not.toContain('')

  await say(tom, room_id, 'anybody?')
  await tom.event('message', (event) => event.message.text === 'anybody?')
  expect(tom.events.map(({ t }) => t)).toEqual([])
  expect(await eventsOf(tom, room_id)).not.toMatch(/spam|pinned|👍/)
  expect((await tom.request('messages.search', { query: 'lantern' })).hits).toEqual([])
  expect((await tom.refusal('reaction.add', { ...here, emoji: '👍' })).code).toBe('message_not_found')
  const stolen = { ...forward, client_id: crypto.randomUUID() }
  expect((await tom.refusal('message.forward', stolen)).code).toBe('message_not_found')
})

test('SHADOW-4 once the ban is lifted, a reply to a held message names no message that others do not have', async () => {
  for (const name of ['pia', 'rob']) chat.siteUsers.set(name, { name })
  const [pia, rob] = [await signIn('pia'), await signIn('rob')]
  const room_id = await openWith(pia, 'rob')
  await shadowBan('pia')
  await say(pia, room_id, 'nobody reads this')
  const [{ seq = 0 } = {}] = await heldItem(pia)
  await changeStanding(chat.gateway.deps, {
    widget_id,
    user_id: 'pia',
    change: { act: 'lift', kind: 'shadow', by: 'mod' },
  })
  const answer = { room_id, client_id: crypto.randomUUID(), text: 'hello', reply_to: seq }
  expect(await pia.request('message.send', answer)).toMatchObject({ seq: 1 })
  const { message } = await rob.event('message', (event) => event.room_id === room_id)
  expect(message).toMatchObject({ text: 'hello', reply_to: null })
  await pia.request('message.edit', { room_id, seq, text: 'and nobody reads that' })
  expect(await heldOnReload(pia, room_id)).toMatchObject([{ text: 'and nobody reads that' }])
})

test('SHADOW-1 a shadow ban ends at its time, and what was held stays so', async () => {
  const eve = await signIn('eve')
  const room_id = await openWith(eve, 'cat')
  await shadowBan('eve', chat.clock.now() + 60_000)
  await say(eve, room_id, 'nobody reads this')
  chat.clock.elapse(60_001)
  const { seq } = await say(eve, room_id, 'hello')
  expect(seq).toBe(1)
  expect((await heldOnReload(eve, room_id)).map(({ text }) => text)).toEqual(['nobody reads this'])
})

test('SHADOW-3 nobody sees rooms, names, members and notes of a shadow-banned user, who is answered as done', async () => {
  for (const name of ['max', 'ned']) chat.siteUsers.set(name, { name })
  const [max, ned] = [await signIn('max'), await signIn('ned')]
  const group = (title: string) => ({ client_id: crypto.randomUUID(), title, user_ids: ['ned'] })
  const own = (await max.request('room.create', group('Chess'))).room
  await ned.event('room')
  const closed = { ...group('By request'), user_ids: [], by_request: true }
  const asked = (await ned.request('room.create', closed)).room
  await shadowBan('max')

  const made = await max.request('room.create', { ...group('SPAM group'), is_public: true })
  expect(made.room).toMatchObject({ title: 'SPAM group', role: 'owner' })
  const open = { pipe: 'spam pipe', title: 'SPAM pipe', is_public: true }
  const opened = await max.request('room.open', open)
  expect(opened.room).toMatchObject({ title: 'SPAM pipe', role: 'owner' })
  expect((await max.request('room.open', open)).room.room_id).toBe(opened.room.room_id)
  const renamed = { room_id: own.room_id, title: 'SPAM name', description: 'SPAM words' }
  expect((await max.request('room.edit', renamed)).room).toMatchObject({ title: 'SPAM name' })
  const added = await max.request('members.add', { room_id: made.room.room_id, user_ids: ['ned'] })
  expect(added.added).toEqual(['ned'])
  await max.request('join.ask', { room_id: asked.room_id, note: 'SPAM note' })

  const directory = await ned.request('rooms.directory', {})
  const requests = await ned.request('join.list', { room_id: asked.room_id })
  expect(requests.requests).toMatchObject([{ user: { user_id: 'max' } }])
  const seen = JSON.stringify([await ned.request('rooms.list', {}), directory, requests, ned.events])
  expect(seen).not.toContain('SPAM')
  // the name is still free
  expect(await ned.request('room.open', { ...open, title: 'Lamps' })).toMatchObject({
    created: true,
    room: { title: 'Lamps', role: 'owner' },
  })
  const mine = (await max.request('rooms.list', {})).rooms.map(({ title }) => title)
  expect(mine).toEqual(expect.arrayContaining(['SPAM group', 'SPAM pipe']))
})
