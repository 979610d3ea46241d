import { afterEach, describe, expect, test } from 'bun:test'
import { groupActs } from '../acts/group-acts.ts'
import { card } from '../testing/scripted-server.ts'
import { dialog, group, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'
import type { IncomingMessage, Member, RoomSummary, Timeline } from '../types.ts'

let the: SignedIn
afterEach(() => the.end())

const list = () => the.client.rooms.state.get()
const ids = () => list().rooms.map((room) => room.room_id)
const member = (id: string, more: Partial<Member> = {}): Member => ({
  user: card(id),
  state: 'joined',
  role: 'member',
  watermarks: { user_id: id, delivered_seq: 0, read_seq: 0 },
  ...more,
})
const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

/** Opens a room with these messages. */
async function open(room: RoomSummary, senders: string[] = []): Promise<Timeline> {
  the.server.script['messages.list'] = ({ reply }) =>
    reply({
      messages: senders.map((sender_id, i) => message(i + 1, { sender_id })),
      last_seq: senders.length,
      last_rev: senders.length,
    })
  const timeline = the.client.openRoom(room.room_id)
  await until(() => timeline.state.get().loaded)
  return timeline
}

describe('a group or channel', () => {
  test('a group or channel is opened by its pipe, and is listed even without messages', async () => {
    the = await signedIn()
    const opening = the.client.openRoomByPipe({ pipe: 'club', title: 'Club', is_public: true, user_ids: [2, 'P11-A'] })
    const asked = await the.server.asked('room.open')
    expect(asked.frame).toMatchObject({ pipe: 'club', title: 'Club', is_public: true, user_ids: [2, 'P11-A'] })
    asked.reply({ room: group(5, 0), created: true })
    expect((await opening).room_id).toBe(5)
    the.server.event({ t: 'room', room: group(6, 0) })
    await until(() => ids().length === 2)
  })

  test("a group or channel adds any number of users, in chunks and within the server's rate limit", async () => {
    the = await signedIn([group(5, 1)])
    const adding = groupActs(the.client).addMembers(5, numbered(1, 230))
    const first = await the.server.asked('members.add')
    expect(first.frame.user_ids).toEqual(numbered(1, 100))
    first.reply({ added: ['1'], room: group(5, 1) })
    ;(await the.server.asked('members.add')).fail({ code: 'rate_limited', message: 'slowly', retry_after_ms: 9_000 })
    await until(() => {
      the.clock.elapse(3_000)
      return the.server.sent('members.add') === 3
    })
    const again = await the.server.asked('members.add')
    expect(again.frame.user_ids).toEqual(numbered(101, 200))
    again.reply({ added: [], room: group(5, 1) })
    const last = await the.server.asked('members.add')
    expect(last.frame.user_ids).toEqual(numbered(201, 230))
    last.reply({ added: ['230'], room: group(5, 1, { member_count: 5 }) })
    expect(await adding).toEqual(['1', '230'])
    expect(list().rooms[0]?.member_count).toBe(5)
  })

  test('a group that the user leaves is not listed, and joining again loads what was missed', async () => {
    the = await signedIn([group(5, 1)])
    const timeline = await open(group(5, 1), ['2'])
    const leaving = the.client.leaveRoom(5)
    ;(await the.server.asked('room.leave')).reply({})
    await leaving
    expect(ids()).toEqual([])
    expect(timeline.state.get().room?.state).toBe('left')

    const joining = the.client.joinRoom(5)
    ;(await the.server.asked('room.join')).reply({ room: group(5, 2) })
    await joining
    expect(ids()).toEqual([5])
    expect(timeline.state.get().room?.state).toBe('joined')
    const sync = await the.server.asked('messages.sync')
    expect(sync.frame).toMatchObject({ room_id: 5, rev: 1 })
    sync.reply({ kind: 'changes', messages: [message(2)], rev: 2, more: false })
    await until(() => timeline.state.get().messages.length === 2)
  })

  test('a group that removed the user is not listed, whether an event or a reconnect says so', async () => {
    the = await signedIn([group(5, 1), group(6, 1)])
    const told = await open(group(5, 1), ['2'])
    const found = await open(group(6, 1), ['2'])
    the.server.event({ t: 'room', room: group(5, 1, { state: 'banned' }) })
    await until(() => told.state.get().room?.state === 'banned')
    expect(ids()).toEqual([6])

    the.server.script['rooms.list'] = ({ reply }) =>
      reply({ rooms: [], next: null, unread_rooms: 0, requests: 0, archived: 0 })
    the.server.script['messages.sync'] = ({ fail }) => fail({ code: 'room_not_found', message: 'no such room' })
    await the.reconnect()
    await until(() => found.state.get().room?.state === 'left')
    expect(ids()).toEqual([])
  })

  test('a group that has left the list keeps messages that could not be sent as failed', async () => {
    the = await signedIn([group(5, 1)])
    const timeline = await open(group(5, 1), ['2'])
    await the.lose()
    await timeline.send('too late')
    timeline.close()
    the.server.script['rooms.list'] = ({ reply }) =>
      reply({ rooms: [], next: null, unread_rooms: 0, requests: 0, archived: 0 })
    the.server.script['message.send'] = ({ fail }) => fail({ code: 'room_not_found', message: 'no such room' })
    await the.comeBack()
    await until(() => the.client.outgoing.get()[0]?.status.kind === 'failed')
    const [lost] = the.client.outgoing.get()
    expect(lost).toMatchObject({ room_id: 5, text: 'too late', status: { error: { code: 'room_not_found' } } })
    await the.client.discard(lost?.client_id ?? '')
    expect(the.client.outgoing.get()).toEqual([])
  })
})

describe('members', () => {
  test('members of a group are loaded by page and follow joins and leaves, as does their number', async () => {
    the = await signedIn([group(5, 1)])
    the.server.script['members.list'] = ({ frame, reply }) =>
      frame.cursor === 'second'
        ? reply({ members: [member('3'), member('4')], next: null, member_count: 4 })
        : reply({ members: [member('1'), member('2')], next: 'second', member_count: 4 })
    const members = the.client.openMembers(5)
    const shown = () => members.state.get().members.map(({ user }) => user.user_id)
    await members.loadMore()
    expect(members.state.get()).toMatchObject({ count: 4, loaded: true, more: true })
    // a member who joins while the end is not loaded comes with their page
    the.server.event({ t: 'members', room_id: 5, member_count: 4, live: true, joined: [card('4')], left: ['2'] })
    await until(() => shown().join() === '1')
    await members.loadMore()
    expect(shown()).toEqual(['1', '3', '4'])
    expect(members.state.get().more).toBe(false)
    the.server.event({ t: 'members', room_id: 5, member_count: 4, live: true, joined: [card('9')], left: [] })
    await until(() => shown().includes('9'))
    expect(the.client.users.get().get('9')).toEqual(card('9'))
    expect(list().rooms[0]?.member_count).toBe(4)
    members.close()
  })

  test('members no longer have a user that the reader removed from a large room, though no event comes', async () => {
    the = await signedIn([group(5, 1, { live: false, member_count: 3, can_manage: true })])
    the.server.script['members.list'] = ({ reply }) =>
      reply({ members: [member('1'), member('2')], next: null, member_count: 3 })
    const members = the.client.openMembers(5)
    await members.loadMore()
    const removing = groupActs(the.client).removeMember(5, '2', { ban: true })
    const asked = await the.server.asked('members.remove')
    expect(asked.frame).toMatchObject({ room_id: 5, user_id: '2', ban: true })
    asked.reply({})
    await removing
    expect(members.state.get().members.map(({ user }) => user.user_id)).toEqual(['1'])
    expect(members.state.get().count).toBe(2)
    expect(list().rooms[0]?.member_count).toBe(2)
  })
})

describe('ticks', () => {
  const marks = (timeline: Timeline) => timeline.state.get().watermarks.map((mark) => [mark.user_id, mark.read_seq])

  test("ticks of a live room follow its members' receipts, and a user who leaves counts no more", async () => {
    the = await signedIn([group(5, 3)])
    const read = (id: string, read_seq: number) =>
      member(id, { watermarks: { user_id: id, delivered_seq: 3, read_seq } })
    the.server.script['members.list'] = ({ frame, reply }) =>
      frame.cursor === 'second'
        ? reply({ members: [read('3', 0)], next: null, member_count: 3 })
        : reply({ members: [read('1', 3), read('2', 1)], next: 'second', member_count: 3 })
    const timeline = await open(group(5, 3), ['1', '1', '1'])
    await until(() => marks(timeline).length === 2)
    expect(marks(timeline)).toEqual([
      ['2', 1],
      ['3', 0],
    ])
    the.server.event({ t: 'receipt', room_id: 5, user_id: '3', delivered_seq: 3, read_seq: 3 })
    await until(() => marks(timeline).some(([, seq]) => seq === 3))
    the.server.event({ t: 'members', room_id: 5, member_count: 2, live: true, joined: [], left: ['3'] })
    await until(() => marks(timeline).length === 1)
    expect(list().rooms[0]?.watermarks).toHaveLength(1)
  })

  test('ticks of a large room are not requested', async () => {
    the = await signedIn([group(5, 1, { live: false })])
    const timeline = await open(group(5, 1, { live: false }), ['1'])
    expect(marks(timeline)).toEqual([])
    expect(the.server.sent('members.list')).toBe(0)
  })
})

test('ROOM-14 a room that is read without joining is in no list, and is opened again after a reconnect', async () => {
  the = await signedIn()
  const outside: RoomSummary = { ...group(5, 1), state: 'left', write_block: 'not_joined', watermarks: [] }
  const opening = the.client.openRoomByPipe({ pipe: 'club', join: false })
  const asked = await the.server.asked('room.open')
  expect(asked.frame).toMatchObject({ pipe: 'club', join: false })
  asked.reply({ room: outside, created: false })
  expect((await opening).write_block).toBe('not_joined')
  const timeline = await open(outside, ['2'])
  const incoming: unknown[] = []
  the.client.onIncoming((one) => incoming.push(one))
  the.server.event({ t: 'message', room_id: 5, message: message(2, { sender_id: '2' }) })
  await until(() => timeline.state.get().messages.length === 2)
  timeline.markRead(2)
  expect([ids(), incoming, the.client.rooms.state.get().unreadRooms]).toEqual([[], [], 0])
  await the.reconnect()
  const again = await the.server.asked('room.open')
  expect(again.frame).toMatchObject({ pipe: 'club', join: false })
  again.reply({ room: { ...outside, last_seq: 3, last_rev: 3 }, created: false })
  await until(() => {
    the.clock.elapse(10_000)
    return the.server.sent('receipts.update') === 0
  })
  const joining = the.client.joinRoom(5)
  ;(await the.server.asked('room.join')).reply({ room: group(5, 2) })
  await joining
  expect(ids()).toEqual([5])
})

test('a guest’s rooms are opened again after a reconnect, each as often as the server asks for', async () => {
  the = await signedIn([], { token: null })
  for (const [pipe, id] of [
    ['first', 5],
    ['second', 6],
  ] as const) {
    const opening = the.client.openRoomByPipe({ pipe })
    ;(await the.server.asked('room.open')).reply({ room: group(id, 1), created: false })
    await opening
  }
  const timeline = await open(group(6, 1), ['2'])
  await the.reconnect()
  const first = await the.server.asked('room.open')
  expect(first.frame.pipe).toBe('first')
  first.fail({ code: 'room_not_found', message: 'gone' })
  const second = await the.server.asked('room.open')
  expect(second.frame.pipe).toBe('second')
  second.fail({ code: 'server_busy', message: 'later', retry_after_ms: 5_000 })
  await until(() => {
    the.clock.elapse(1_000)
    return the.server.sent('room.open') === 5
  })
  const again = await the.server.asked('room.open')
  expect(again.frame.pipe).toBe('second')
  again.reply({ room: group(6, 2), created: false })
  ;(await the.server.asked('messages.sync')).reply({ kind: 'changes', messages: [message(2)], rev: 2, more: false })
  await until(() => timeline.state.get().messages.length === 2)
})

describe('authors', () => {
  test('authors without cards are requested once, in one batch', async () => {
    the = await signedIn([group(5, 4)])
    the.server.script['members.list'] = ({ reply }) => reply({ members: [], next: null, member_count: 3 })
    await open(group(5, 4), ['2', '7', '8', '7'])
    const asked = await the.server.asked('users.get')
    expect(asked.frame).toMatchObject({ room_id: 5, user_ids: ['7', '8'] })
    asked.reply({ users: [card('7')] })
    await until(() => the.client.users.get().has('7'))
    the.server.event({ t: 'message', room_id: 5, message: message(5, { sender_id: '8' }) })
    the.server.event({ t: 'message', room_id: 5, message: message(6, { sender_id: '9' }) })
    the.server.event({ t: 'users', users: [card('9')] })
    await until(() => the.client.users.get().has('9'))
    the.clock.elapse(100)
    expect(the.server.sent('users.get')).toBe(1)
  })

  test('authors whose request failed are requested with their next message', async () => {
    the = await signedIn([group(5, 1)])
    the.server.script['members.list'] = ({ reply }) => reply({ members: [], next: null, member_count: 3 })
    await open(group(5, 1), ['7'])
    ;(await the.server.asked('users.get')).fail({ code: 'server_busy', message: 'busy' })
    await until(() => {
      the.server.event({ t: 'message', room_id: 5, message: message(2, { sender_id: '7' }) })
      the.clock.elapse(100)
      return the.server.sent('users.get') === 2
    })
    const again = await the.server.asked('users.get')
    expect(again.frame).toMatchObject({ room_id: 5, user_ids: ['7'] })
    again.reply({ users: [card('7')] })
    await until(() => the.client.users.get().has('7'))
  })

  test('authors of a room that is opened before its summary came are requested', async () => {
    the = await signedIn()
    await open(group(5, 1), ['7'])
    expect((await the.server.asked('users.get')).frame).toMatchObject({ room_id: 5, user_ids: ['7'] })
  })

  test('authors of a dialog are known', async () => {
    the = await signedIn([dialog(1, 2)])
    await open(dialog(1, 2), ['1', '2'])
    the.clock.elapse(1_000)
    expect(the.server.sent('users.get')).toBe(0)
  })
})

/** Lets time pass on a connection that is alive. */
async function live(seconds: number) {
  for (let passed = 0; passed < seconds; passed += 5) {
    the.clock.elapse(5_000)
    const heard = card(`heard ${the.clock.now()}`)
    the.server.event({ t: 'users', users: [heard] })
    await until(() => the.client.users.get().has(heard.user_id))
  }
}

describe('a large room', () => {
  const large = (lastSeq: number) => group(5, lastSeq, { live: false, member_count: 10_000 })

  test('a client of a large room sends no delivered receipts, and few read receipts', async () => {
    the = await signedIn([large(1)])
    const timeline = await open(large(1), ['2'])
    const incoming: IncomingMessage[] = []
    the.client.onIncoming((one) => incoming.push(one))
    for (let seq = 2; seq <= 60; seq++) {
      the.server.event({ t: 'message', room_id: 5, message: message(seq, { sender_id: '2' }) })
      await until(() => timeline.state.get().messages.length === seq)
      timeline.markRead(seq)
      the.clock.elapse(250)
    }
    expect(incoming).toHaveLength(59)
    await until(() => the.server.sent('receipts.update') === 1)
    timeline.close()
    await until(() => the.server.sent('receipts.update') === 2)
    expect(the.server.frames.at(-1)).toMatchObject({ rooms: [{ room_id: 5, read_seq: 60 }] })
  })

  test('a large room is refreshed when it is shown, and about every minute while it is', async () => {
    the = await signedIn([large(1)])
    the.server.script['rooms.get'] = ({ reply }) => reply({ room: { ...large(1), member_count: 10_000 + looks() } })
    const looks = () => the.server.sent('rooms.get')
    const timeline = await open(large(1), ['2'])
    timeline.setShown(true)
    await until(() => timeline.state.get().room?.member_count === 10_001)
    await live(75)
    await until(() => timeline.state.get().room?.member_count === 10_002)
    timeline.setShown(false)
    await live(300)
    timeline.setShown(true)
    await until(() => timeline.state.get().room?.member_count === 10_003)
  })

  test('a large room that is live follows events and requests nothing', async () => {
    the = await signedIn([group(5, 1)])
    the.server.script['members.list'] = ({ reply }) => reply({ members: [], next: null, member_count: 3 })
    const timeline = await open(group(5, 1), ['2'])
    timeline.setShown(true)
    await live(300)
    await the.client.openMembers(5).loadMore()
    expect(the.server.sent('rooms.get')).toBe(0)
  })
})
