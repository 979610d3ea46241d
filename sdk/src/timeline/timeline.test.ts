import { afterEach, expect, test } from 'bun:test'
import { goTo } from '../acts/history.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'

let the: SignedIn
afterEach(() => the.end())

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))

/** Opens a room of `last` messages at its newest page. */
async function openRoom(last: number) {
  the = await signedIn([dialog(5, last)])
  const timeline = the.client.openRoom(5)
  const list = await the.server.asked('messages.list')
  expect(list.frame).toEqual({ t: 'messages.list', id: list.frame.id, room_id: 5, limit: 50 })
  list.reply({ messages: range(Math.max(1, last - 49), last), last_seq: last, last_rev: last })
  await until(() => timeline.state.get().loaded)
  const seqs = () => timeline.state.get().messages.map(({ seq }) => seq)
  const event = (changed: ReturnType<typeof message>) =>
    the.server.event({ t: 'message', room_id: 5, message: changed })
  return { timeline, seqs, event }
}

test('history is paged back to the first message', async () => {
  const { timeline, seqs } = await openRoom(70)
  expect(timeline.state.get().more).toBe(true)
  const loading = timeline.loadOlder()
  expect(timeline.loadOlder()).toBe(loading)
  const older = await the.server.asked('messages.list')
  expect(older.frame.before_seq).toBe(21)
  older.reply({ messages: range(1, 20), last_seq: 70, last_rev: 70 })
  await loading
  expect(seqs()).toEqual(Array.from({ length: 70 }, (_, i) => i + 1))
  expect(timeline.state.get().more).toBe(false)
  await timeline.loadOlder()
  expect(the.server.sent('messages.list')).toBe(2)
})

test('a failed page of history rejects and may be requested again', async () => {
  const { timeline } = await openRoom(70)
  const loading = timeline.loadOlder()
  ;(await the.server.asked('messages.list')).fail({ code: 'server_busy', message: 'later' })
  expect(await refusalOf(loading)).toMatchObject({ code: 'server_busy' })
  const again = timeline.loadOlder()
  ;(await the.server.asked('messages.list')).reply({ messages: range(1, 20), last_seq: 70, last_rev: 70 })
  await again
})

test('SYNC-5 messages in one event are handled as if each had come alone', async () => {
  const { timeline, seqs } = await openRoom(2)
  const came: number[] = []
  the.client.onIncoming(({ message }) => came.push(message.seq))
  const edited = message(1, { rev: 4, text: 'edited', edited_at: 1 })
  the.server.event({ t: 'messages', room_id: 5, messages: [message(3), edited, message(4, { rev: 5 })] })
  await until(() => timeline.state.get().messages.at(-1)?.seq === 4)
  expect(seqs()).toEqual([1, 2, 3, 4])
  expect(timeline.state.get().messages[0]?.text).toBe('edited')
  expect(came).toEqual([3, 4])
  expect(the.client.rooms.state.get().rooms[0]).toMatchObject({ last_seq: 4, last_rev: 5 })
  expect(the.server.sent('messages.sync')).toBe(0)
})

test('SYNC-3 an edit of a message whose page is loading is not lost', async () => {
  const { timeline, event } = await openRoom(70)
  const loading = timeline.loadOlder()
  const older = await the.server.asked('messages.list')
  event(message(10, { rev: 71, text: 'edited', edited_at: 1 }))
  event(message(71, { rev: 72 }))
  await until(() => timeline.state.get().messages.at(-1)?.seq === 71)
  older.reply({ messages: range(1, 20), last_seq: 70, last_rev: 70 })
  await loading
  expect(timeline.state.get().messages[9]?.text).toBe('edited')
})

test('new messages, edits and deletions come live', async () => {
  const { timeline, seqs, event } = await openRoom(3)
  event(message(4))
  event(message(2, { rev: 5, text: 'edited', edited_at: 1 }))
  event(message(1, { rev: 6, text: null, deleted_at: 1 }))
  await until(() => timeline.state.get().messages[0]?.text === null)
  expect(seqs()).toEqual([1, 2, 3, 4])
  expect(timeline.state.get().messages[1]?.text).toBe('edited')
})

test('an event that arrives again is ignored', async () => {
  const { seqs, timeline, event } = await openRoom(3)
  event(message(4, { rev: 4, text: 'edited', edited_at: 1 }))
  event(message(4, { rev: 5, text: 'newer', edited_at: 1 }))
  event(message(4, { rev: 4, text: 'edited', edited_at: 1 }))
  event(message(5, { rev: 6 }))
  await until(() => seqs().length === 5)
  expect(timeline.state.get().messages[3]?.text).toBe('newer')
})

test('SYNC-1 a gap is filled by sync, page by page, without requesting known messages', async () => {
  const { seqs, event } = await openRoom(3)
  event(message(7, { rev: 8 }))
  const first = await the.server.asked('messages.sync')
  expect(first.frame).toMatchObject({ room_id: 5, rev: 3 })
  expect(seqs()).toEqual([1, 2, 3])
  // 4 was changed later: it comes on a later page, and no gap is visible meanwhile
  first.reply({ kind: 'changes', messages: [message(5)], rev: 5, more: true })
  const second = await the.server.asked('messages.sync')
  expect(second.frame.rev).toBe(5)
  expect(seqs()).toEqual([1, 2, 3])
  second.reply({ kind: 'changes', messages: [message(6), message(4, { rev: 7 })], rev: 7, more: false })
  await until(() => seqs().length === 7)
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(the.server.sent('messages.sync')).toBe(2)
})

test('LIFE-5 after the server was restored from a backup, the timeline is dropped and loaded again', async () => {
  const { seqs } = await openRoom(3)
  the.server.script.auth = ({ reply }) =>
    reply({
      session_id: 's',
      me: null,
      server_time: Date.now(),
      expires_at: null,
      epoch: 'second',
      user_rev: 0,
      limits: { message_max_chars: 1_000, frame_max_bytes: 65_536 },
    })
  await the.reconnect()
  ;(await the.server.asked('messages.list')).reply({ messages: range(1, 2), last_seq: 2, last_rev: 2 })
  await until(() => seqs().length === 2)
  expect(the.server.sent('messages.sync')).toBe(0)
})

test('SYNC-2 a room that changed too much is loaded again, and stays shown until then', async () => {
  const { timeline, seqs } = await openRoom(3)
  await the.reconnect()
  ;(await the.server.asked('messages.sync')).reply({ kind: 'resync', last_rev: 2_000 })
  const list = await the.server.asked('messages.list')
  expect(seqs()).toEqual([1, 2, 3])
  list.reply({ messages: range(951, 1_000), last_seq: 1_000, last_rev: 2_000 })
  await until(() => seqs()[0] === 951)
  expect(timeline.state.get().more).toBe(true)
})

test('pages that were loading when the connection broke are requested again', async () => {
  the = await signedIn([dialog(5, 3)])
  const timeline = the.client.openRoom(5)
  await the.server.asked('messages.list')
  await the.reconnect()
  ;(await the.server.asked('messages.list')).reply({ messages: range(1, 3), last_seq: 3, last_rev: 3 })
  await until(() => timeline.state.get().loaded)
})

test('a slow reply is awaited, then requested again', async () => {
  the = await signedIn([dialog(5, 3)])
  const timeline = the.client.openRoom(5)
  await the.server.asked('messages.list')
  the.clock.elapse(15_000)
  await until(() => the.server.sent('ping') === 1)
  the.clock.elapse(1_000)
  ;(await the.server.asked('messages.list')).reply({ messages: range(1, 3), last_seq: 3, last_rev: 3 })
  await until(() => timeline.state.get().loaded)
  expect(the.client.connection.get().kind).toBe('online')
})

test("a room that is not the user's is loaded and empty", async () => {
  the = await signedIn([])
  const timeline = the.client.openRoom(99)
  ;(await the.server.asked('messages.list')).fail({ code: 'room_not_found', message: 'room_id: no such room' })
  ;(await the.server.asked('rooms.get')).fail({ code: 'room_not_found', message: 'room_id: no such room' })
  await until(() => timeline.state.get().loaded)
  expect(timeline.state.get()).toMatchObject({ messages: [], more: false })
})

test('edit and delete show their result at once and reject with the server’s code', async () => {
  const { timeline } = await openRoom(3)
  const editing = timeline.edit(2, 'better')
  const edit = await the.server.asked('message.edit')
  expect(edit.frame).toMatchObject({ room_id: 5, seq: 2, text: 'better' })
  edit.reply({ message: message(2, { rev: 4, text: 'better', edited_at: 1 }) })
  await editing
  expect(timeline.state.get().messages[1]?.text).toBe('better')
  const deleting = timeline.delete(3)
  ;(await the.server.asked('message.delete')).fail({ code: 'message_not_found', message: 'seq: not yours' })
  expect(await refusalOf(deleting)).toMatchObject({ code: 'message_not_found' })
})

test('a room that is opened again is shown at once, with later changes', async () => {
  const { timeline, event } = await openRoom(3)
  timeline.close()
  event(message(4))
  await until(() => the.client.rooms.state.get().rooms[0]?.last_seq === 4)
  const again = the.client.openRoom(5)
  expect(again.state.get().messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  expect(the.server.sent('messages.list')).toBe(1)
})

test('reading at the end limits how many messages are kept', async () => {
  const { timeline, seqs, event } = await openRoom(300)
  for (let seq = 251 + 50; seq <= 600; seq++) event(message(seq))
  await until(() => seqs().at(-1) === 600)
  expect(seqs().length).toBe(350)
  timeline.markRead(600)
  expect(seqs()[0]).toBe(301)
  expect(timeline.state.get().more).toBe(true)
})

test('typing is sent at once, every 3 s while it continues, and when it ends', async () => {
  const { timeline } = await openRoom(3)
  const sent = () => the.server.frames.filter(({ t }) => t === 'typing').map(({ typing }) => typing)
  timeline.setTyping(false)
  timeline.setTyping(true)
  timeline.setTyping(true)
  the.clock.elapse(2_999)
  timeline.setTyping(true)
  await until(() => sent().length === 1)
  the.clock.elapse(1)
  timeline.setTyping(true)
  timeline.setTyping(false)
  await until(() => sent().length === 3)
  expect(sent()).toEqual([true, true, false])
})

test('a user is shown typing until they stop, send, or 6 s have passed', async () => {
  const { timeline, event } = await openRoom(3)
  const typing = () => timeline.state.get().typing
  const says = (user_id: string, on: boolean) => the.server.event({ t: 'typing', room_id: 5, user_id, typing: on })
  says('2', true)
  says('1', true)
  await until(() => typing().length === 1)
  expect(typing()).toEqual(['2'])
  expect(the.client.typing.get()).toEqual(new Map([[5, ['2']]]))
  says('2', false)
  await until(() => typing().length === 0)
  says('2', true)
  await until(() => typing().length === 1)
  event(message(4))
  await until(() => typing().length === 0)
  says('2', true)
  await until(() => typing().length === 1)
  the.clock.elapse(5_999)
  expect(typing()).toEqual(['2'])
  the.clock.elapse(1)
  expect(typing()).toEqual([])
  expect(the.client.typing.get().size).toBe(0)
})

test('changes in other rooms do not redraw this one', async () => {
  the = await signedIn([dialog(5, 3), dialog(6, 3)])
  const timeline = the.client.openRoom(5)
  ;(await the.server.asked('messages.list')).reply({ messages: range(1, 3), last_seq: 3, last_rev: 3 })
  await until(() => timeline.state.get().loaded)
  const before = timeline.state.get()
  the.server.event({ t: 'message', room_id: 6, message: message(4) })
  await until(() => the.client.rooms.state.get().unreadRooms === 1)
  expect(timeline.state.get()).toBe(before)
})

test('a jump to a time after the last message shows the newest messages', async () => {
  const { seqs } = await openRoom(70)
  const going = goTo(the.client, 5, { at: 1_800_000_000_000 })
  ;(await the.server.asked('messages.list')).reply({ messages: [], last_seq: 70, last_rev: 70 })
  const newest = await the.server.asked('messages.list')
  expect(newest.frame).toEqual({ t: 'messages.list', id: newest.frame.id, room_id: 5, limit: 50 })
  newest.reply({ messages: range(21, 70), last_seq: 70, last_rev: 70 })
  await going
  expect([seqs()[0], seqs().at(-1)]).toEqual([21, 70])
})

test('a jump to messages that the user has cleared leaves what is shown', async () => {
  const { seqs, timeline } = await openRoom(70)
  const going = goTo(the.client, 5, { before_seq: 10 })
  ;(await the.server.asked('messages.list')).reply({ messages: [], last_seq: 70, last_rev: 70 })
  await going
  expect([seqs()[0], seqs().at(-1)]).toEqual([21, 70])
  expect(timeline.state.get().newer).toBe(false)
})

test('a part of the history that is no longer wanted when it comes is not shown, nor is its failure', async () => {
  const { seqs } = await openRoom(200)
  for (const answers of ['page', 'error']) {
    let wanted = true
    const going = goTo(the.client, 5, { before_seq: 50 }, () => wanted)
    const asked = await the.server.asked('messages.list')
    wanted = false
    if (answers === 'page') asked.reply({ messages: range(1, 49), last_seq: 200, last_rev: 200 })
    else asked.fail({ code: 'server_busy', message: 'later' })
    await going
    expect([seqs()[0], seqs().at(-1)]).toEqual([151, 200])
  }
})
