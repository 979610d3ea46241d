import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test'
import type { ServerFrame } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat', 'eve']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

let pairs = 0
/** Two users who never met, and their dialog. */
async function pair() {
  const [annId, bobId] = [`ann${++pairs}`, `bob${pairs}`]
  chat.siteUsers.set(annId, { name: 'Ann' }).set(bobId, { name: 'Bob' })
  const [ann, bob] = [await chat.signIn(annId), await chat.signIn(bobId)]
  const { room } = await ann.request('dialog.open', { user_id: bobId })
  return { ann, bob, annId, bobId, room_id: room.room_id }
}

test('MSG-1 MSG-2 a message is acked with its place and reaches the peer, who had no event of the room before', async () => {
  const { ann, bob, annId, room_id } = await pair()
  const ack = await say(ann, room_id, 'hello')
  expect(ack).toMatchObject({ seq: 1, rev: 1 })
  const { message, ...event } = await bob.event('message')
  expect(event.room_id).toBe(room_id)
  expect(message).toMatchObject({ seq: 1, rev: 1, client_id: ack.client_id, sender_id: annId, text: 'hello' })
  const { room } = await bob.request('rooms.get', { room_id })
  expect(room).toMatchObject({ peer: { user_id: annId }, unread: 1, state: 'joined', write_block: null })
})

test('MSG-1 an acked message is already in the store', async () => {
  const { ann, room_id } = await pair()
  const { seq } = await say(ann, room_id, 'durable')
  const row = await chat.store.readDb
    .selectFrom('message')
    .select('text')
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .executeTakeFirst()
  expect(row).toEqual({ text: 'durable' })
})

test('a message reaches every connection of both users, the sending one too', async () => {
  const { ann, bob, annId, bobId, room_id } = await pair()
  const others = [await chat.signIn(annId), await chat.signIn(bobId)]
  await say(ann, room_id, 'everywhere')
  for (const socket of [ann, bob, ...others]) {
    expect((await socket.event('message')).message.text).toBe('everywhere')
  }
})

test('SYNC-5 the messages of one commit in a room reach its members in one frame', async () => {
  const { ann, bob, room_id } = await pair()
  const sizes: number[] = []
  bob.raw.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(data) as ServerFrame
    if (frame.t === 'messages') sizes.push(frame.messages.length)
  })
  await Promise.all(Array.from({ length: 20 }, (_, n) => say(ann, room_id, `${n}`)))
  await bob.until(() => bob.events.filter((event) => event.t === 'message').length === 20, 'all twenty')
  expect(Math.max(...sizes)).toBeGreaterThan(1)
  expect(bob.events.flatMap((event) => (event.t === 'message' ? [event.message.text] : []))).toEqual(
    Array.from({ length: 20 }, (_, n) => `${n}`),
  )
})

test('MSG-5 the same client id again is acked with the same place and tells nobody twice', async () => {
  const { ann, bob, room_id } = await pair()
  const id = crypto.randomUUID()
  const first = await say(ann, room_id, 'once', id)
  expect(await say(ann, room_id, 'once', id)).toEqual(first)
  await bob.settled()
  expect(bob.events.filter((event) => event.t === 'message')).toHaveLength(1)
})

test('MSG-5 others receive a message whose server died before it sent it to them, when its sender sends it again', async () => {
  const { ann, annId, bob, room_id } = await pair()
  const sent = { room_id, sender_id: annId, client_id: crypto.randomUUID(), text: 'stored, not told', reply_to: null }
  await chat.store.chat.appendMessage({ widget_id: chat.widget_id, ...sent })
  expect(await say(ann, room_id, sent.text, sent.client_id)).toMatchObject({ seq: 1 })
  expect((await bob.event('message')).message).toMatchObject({ seq: 1, text: sent.text })
})

test('MSG-5 the author of such a message in a group is introduced before it', async () => {
  const { by, ids, pipe } = await crowd(chat, 'zoe', 'yan')
  const { room } = await by.zoe.request('room.open', { pipe, user_ids: [ids.yan] })
  const sent = { room_id: room.room_id, sender_id: ids.zoe, client_id: crypto.randomUUID(), text: 'hi', reply_to: null }
  await chat.store.chat.appendMessage({ widget_id: chat.widget_id, ...sent })
  await say(by.zoe, room.room_id, sent.text, sent.client_id)
  await by.yan.event('users', ({ users }) => users.some(({ user_id }) => user_id === ids.zoe))
  await by.yan.event('message', ({ message }) => message.client_id === sent.client_id)
})

test('MSG-7 MSG-8 an edit or deletion that the server did not publish is published once it is repeated', async () => {
  const { ann, annId, bob, room_id } = await pair()
  await say(ann, room_id, 'helo')
  await bob.event('message')
  const change = { widget_id: chat.widget_id, room_id, seq: 1, sender_id: annId }
  await chat.store.chat.editMessage({ ...change, text: 'hello' })
  await ann.request('message.edit', { room_id, seq: 1, text: 'hello' })
  expect((await bob.event('message')).message).toMatchObject({ rev: 2, text: 'hello' })
  await chat.store.chat.deleteMessage(change)
  await ann.request('message.delete', { room_id, seq: 1 })
  expect((await bob.event('message')).message).toMatchObject({ rev: 3, text: null })
})

test('MSG-5 a user who was banned and sends a message again receives nothing of the room', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const club = { client_id: crypto.randomUUID(), title: 'Club', user_ids: [ids.bob] }
  const { room_id } = (await by.ann.request('room.create', club)).room
  const { client_id } = await say(by.bob, room_id, 'hi')
  await by.ann.request('members.remove', { room_id, user_id: ids.bob, ban: true })
  await by.bob.event('room', ({ room }) => room.state === 'banned')
  by.bob.events.length = 0
  await say(by.bob, room_id, 'hi', client_id)
  await say(by.ann, room_id, 'between us')
  await by.bob.settled()
  expect(by.bob.events).toEqual([])
})

test('MSG-6 messages that one connection sends without waiting are stored in their order', async () => {
  const { ann, room_id } = await pair()
  const acks = await Promise.all(Array.from({ length: 60 }, (_, n) => say(ann, room_id, `${n}`)))
  expect(acks.map((ack) => ack.seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
})

test('MSG-7 MSG-8 an edit and a deletion reach the peer as the changed message', async () => {
  const { ann, bob, room_id } = await pair()
  await say(ann, room_id, 'helo')
  await bob.event('message')
  const edited = await ann.request('message.edit', { room_id, seq: 1, text: 'hello' })
  expect(edited.message).toMatchObject({ seq: 1, rev: 2, text: 'hello' })
  expect((await bob.event('message')).message).toEqual(edited.message)
  const deleted = await ann.request('message.delete', { room_id, seq: 1 })
  expect(deleted.message).toMatchObject({ seq: 1, rev: 3, text: null })
  expect((await bob.event('message')).message).toEqual(deleted.message)
  const refused = await bob.refusal('message.delete', { room_id, seq: 1 })
  expect(refused.code).toBe('message_not_found')
})

test('MSG-13 a message that is sent without sound tells so in its event and in history, also after an edit', async () => {
  const { ann, bob, room_id } = await pair()
  const sent = { room_id, client_id: crypto.randomUUID(), text: 'helo', silent: true }
  await ann.request('message.send', sent)
  expect((await bob.event('message')).message).toMatchObject({ text: 'helo', silent: true })
  await ann.request('message.edit', { room_id, seq: 1, text: 'hello' })
  expect((await bob.event('message')).message).toMatchObject({ text: 'hello', silent: true })
  await say(ann, room_id, 'aloud')
  const { messages } = await bob.request('messages.list', { room_id })
  expect(messages.map(({ text, silent }) => [text, silent])).toEqual([
    ['hello', true],
    ['aloud', undefined],
  ])
})

test('MSG-7 MSG-8 a repeated edit or deletion is acked and notifies nobody', async () => {
  const { ann, bob, room_id } = await pair()
  await say(ann, room_id, 'helo')
  const edit = () => ann.request('message.edit', { room_id, seq: 1, text: 'hello' })
  const remove = () => ann.request('message.delete', { room_id, seq: 1 })
  expect(await edit()).toEqual(await edit())
  expect(await remove()).toEqual(await remove())
  await bob.settled()
  expect(bob.events.flatMap((event) => (event.t === 'message' ? [event.message.rev] : []))).toEqual([1, 2, 3])
})

test('MSG-9 text that is unreadable, too long or broken is refused by name; direction marks are kept', async () => {
  const { ann, room_id } = await pair()
  const refusal = async (text: string) => {
    const { code, field } = await ann.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text })
    return [code, field]
  }
  expect(await refusal('')).toEqual(['message_empty', 'text'])
  expect(await refusal(' \n\t\u200b\u202e')).toEqual(['message_empty', 'text'])
  expect(await refusal('\u3164\u2800')).toEqual(['message_empty', 'text'])
  expect(await refusal('x'.repeat(10_001))).toEqual(['message_too_long', 'text'])
  expect(await refusal('a\0b')).toEqual(['message_text_invalid', 'text'])
  expect(await refusal('half \ud83d')).toEqual(['message_text_invalid', 'text'])
  const kept = '\u202edrawkcab \ud83d\ude00 <b>&amp; '
  await say(ann, room_id, kept)
  const { messages } = await ann.request('messages.list', { room_id })
  expect(messages.map((message) => message.text)).toEqual([kept])
})

test('SYNC-1 history pages back to the beginning, and a page past either end is empty', async () => {
  const { ann, bob, room_id } = await pair()
  for (let n = 1; n <= 7; n++) await say(ann, room_id, `${n}`)
  const page = async (before_seq?: number) => {
    const { messages } = await bob.request('messages.list', {
      room_id,
      limit: 3,
      ...(before_seq === undefined ? {} : { before_seq }),
    })
    return messages.map((message) => message.seq)
  }
  expect(await page()).toEqual([5, 6, 7])
  expect(await page(5)).toEqual([2, 3, 4])
  expect(await page(2)).toEqual([1])
  expect(await page(1)).toEqual([])
  expect(await page(1_000_000)).toEqual([5, 6, 7])
})

test('SYNC-1 a client that was away asks from its rev and gets all changes, page by page', async () => {
  const { ann, bob, room_id } = await pair()
  await say(ann, room_id, 'before')
  bob.close()
  await Promise.all(Array.from({ length: 150 }, (_, n) => say(ann, room_id, `${n}`)))
  chat.clock.elapse(60_000)
  await Promise.all(Array.from({ length: 150 }, (_, n) => say(ann, room_id, `${n}`)))
  await ann.request('message.edit', { room_id, seq: 1, text: 'before, edited' })

  const again = await chat.signIn(`bob${pairs}`)
  const seen = new Map<number, string | null>()
  let rev = 1
  for (let more = true; more; ) {
    const answer = await again.request('messages.sync', { room_id, rev })
    if (answer.kind !== 'changes') throw new Error('resync')
    for (const message of answer.messages) seen.set(message.seq, message.text)
    ;({ rev, more } = answer)
  }
  expect(rev).toBe(302)
  expect([...seen.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 301 }, (_, n) => n + 1))
  expect(seen.get(1)).toBe('before, edited')
  expect(await again.request('messages.sync', { room_id, rev })).toEqual({
    kind: 'changes',
    messages: [],
    rev: 302,
    more: false,
  })
})

test('SYNC-2 a rev that the store never gave out is answered with resync', async () => {
  const { ann, room_id } = await pair()
  await say(ann, room_id, 'one')
  expect(await ann.request('messages.sync', { room_id, rev: 9 })).toEqual({ kind: 'resync', last_rev: 1 })
})

test('SYNC-2 a client that is too far behind gets `resync` instead of pages of a thousand changes', async () => {
  const { ann, annId, room_id } = await pair()
  const message = { widget_id: chat.widget_id, room_id, sender_id: annId, text: 'hi', reply_to: null }
  await Promise.all(
    Array.from({ length: 1_001 }, () => chat.store.chat.appendMessage({ ...message, client_id: crypto.randomUUID() })),
  )
  expect(await ann.request('messages.sync', { room_id, rev: 0 })).toEqual({ kind: 'resync', last_rev: 1_001 })
  expect(await ann.request('messages.sync', { room_id, rev: 1 })).toMatchObject({ kind: 'changes', more: true })
})

test('SYNC-3 a connection that just signed in receives a message of an old room', async () => {
  const { ann, bobId, room_id } = await pair()
  const another = await chat.signIn(bobId)
  await say(ann, room_id, 'do you hear me?')
  expect((await another.event('message')).message.text).toBe('do you hear me?')
})

test('READ-1 READ-2 reading notifies the peer and clears the count', async () => {
  const { ann, bob, annId, bobId, room_id } = await pair()
  await say(ann, room_id, 'one')
  await say(ann, room_id, 'two')
  await bob.request('receipts.update', { rooms: [{ room_id, delivered_seq: 2 }] })
  expect(await ann.event('receipt')).toMatchObject({ room_id, user_id: bobId, delivered_seq: 2, read_seq: 0 })
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  expect(await ann.event('receipt')).toMatchObject({ user_id: bobId, delivered_seq: 2, read_seq: 2 })
  const { rooms, unread_rooms } = await bob.request('rooms.list', {})
  expect(rooms).toMatchObject([{ room_id, unread: 0 }])
  expect(unread_rooms).toBe(0)
  const annSees = await ann.request('rooms.get', { room_id })
  expect(annSees.room.watermarks).toEqual([
    { user_id: annId, delivered_seq: 2, read_seq: 2 },
    { user_id: bobId, delivered_seq: 2, read_seq: 2 },
  ])
})

test('ACCESS-9 a user that the site forbids to send can read but not write', async () => {
  chat.siteUsers.set('mute', { name: 'Mute', permissions: { send_message: false, available_chat: false } })
  const mute = await chat.signIn('mute')
  await mute.event('users', ({ users }) => users.some((user) => user.name === 'Mute'))
  const { room } = await mute.request('dialog.open', { user_id: 'ann' })
  expect(room.write_block).toBe('not_permitted')
  const refused = await mute.refusal('message.send', {
    room_id: room.room_id,
    client_id: crypto.randomUUID(),
    text: 'hello',
  })
  expect(refused.code).toBe('not_permitted')
})

test('ACCESS-9 a user that the site forbids to send can’t write before the site has answered, and reads meanwhile', async () => {
  const answer = Promise.withResolvers<void>()
  await chat.signIn('ann')
  chat.siteUsers.set('early', { name: 'Early', permissions: { send_message: false } })
  chat.siteAnswers(answer.promise)
  const early = await chat.signIn('early')
  const { room } = await early.request('dialog.open', { user_id: 'ann' })
  const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'hello' }
  const refused = early.refusal('message.send', message)
  await early.request('rooms.list', { limit: 10 })
  await early.request('messages.list', { room_id: room.room_id, limit: 10 })
  answer.resolve()
  expect((await refused).code).toBe('not_permitted')
})

test('ACCESS-9 the first write of a user waits 3 s for a site that does not answer, and the next ones do not', async () => {
  // of its own: a site that did not answer is left alone for a while
  const slow = await startChat()
  const answer = Promise.withResolvers<void>()
  slow.siteAnswers(answer.promise)
  const late = await slow.signIn('late')
  const { room } = await late.request('room.open', { pipe: 'late' })
  let sent = false
  const first = say(late, room.room_id, 'one').then(() => {
    sent = true
  })
  await late.request('rooms.list', { limit: 10 })
  expect(sent).toBe(false)
  slow.clock.elapse(3_000)
  await first
  await say(late, room.room_id, 'two')
  answer.resolve()
  await slow.stop()
})

test('messages of users without a site that describes them share the reads of their widget', async () => {
  const widget_id = await chat.makeWidget()
  await chat.store.control.updateTable('widget').set({ users_info_url: null }).where('id', '=', widget_id).execute()
  const ann = await chat.signIn('ann', { widget_id })
  const { room } = await ann.request('room.open', { pipe: 'talk', title: 'Talk', is_public: true })
  const reads = spyOn(chat.widgets, 'find')
  for (let n = 0; n < 20; n++) await say(ann, room.room_id, `message ${n}`)
  // the first one, and what looks for retired keys in the background
  expect(reads.mock.calls.length).toBeLessThan(10)
  reads.mockRestore()
})

test('LIMIT-2 a user who writes faster than the widget allows gets the time to wait', async () => {
  const widget_id = await chat.makeWidget({ messages_per_minute: 6 })
  const [ann] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  await say(ann, room.room_id, 'one')
  await say(ann, room.room_id, 'two')
  const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'three' }
  const refused = await ann.refusal('message.send', message)
  expect(refused.code).toBe('rate_limited')
  expect(refused.retry_after_ms).toBeGreaterThan(5_000)
  chat.clock.elapse(refused.retry_after_ms ?? 0)
  expect(await ann.request('message.send', message)).toMatchObject({ seq: 3 })
})

test("LIMIT-2 an edit counts as a message: a user at the rate limit can't flood by edits", async () => {
  const widget_id = await chat.makeWidget({ messages_per_minute: 6 })
  const [ann] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const { room_id } = room
  const { seq } = await say(ann, room_id, 'one')
  await ann.request('message.edit', { room_id, seq, text: 'two' })
  const refused = await ann.refusal('message.edit', { room_id, seq, text: 'three' })
  expect(refused.code).toBe('rate_limited')
  chat.clock.elapse(refused.retry_after_ms ?? 0)
  await ann.request('message.edit', { room_id, seq, text: 'three' })
})

test('PRES-4 a name that changed on the site reaches the users who share a room with that user', async () => {
  const { bob, annId } = await pair()
  await chat.siteAnswered()
  chat.siteUsers.set(annId, { name: 'Ann Renamed' })
  chat.clock.elapse(3_600_000)
  await chat.signIn(annId)
  const { users } = await bob.event('users', (event) => event.users[0]?.name === 'Ann Renamed')
  expect(users).toMatchObject([{ user_id: annId, placeholder: false }])
})

test('SYNC-4 SYNC-1 a client that reconnects at once gets the same from memory as from the store', async () => {
  const { ann, bob, annId, room_id } = await pair()
  for (const text of ['one', 'two', 'three']) await say(ann, room_id, text)
  await ann.request('message.edit', { room_id, seq: 1, text: 'one, again' })
  bob.close()
  const back = await chat.signIn(annId)
  const synced = await back.request('messages.sync', { room_id, rev: 1 })
  const stored = await chat.store.chat.messagesSince(chat.widget_id, room_id, 1, 100)
  expect(synced).toEqual({ kind: 'changes', messages: stored, rev: 4, more: false })
  await say(ann, room_id, 'four')
  expect((await back.event('message')).message.rev).toBe(5)
  const outsider = await chat.signIn('outsider')
  expect((await outsider.refusal('messages.sync', { room_id, rev: 1 })).code).toBe('room_not_found')
})
