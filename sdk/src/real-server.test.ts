import { afterAll, beforeAll, expect, test } from 'bun:test'
import { groupActs } from './acts/group-acts.ts'
import type { ChatClient } from './client-types.ts'
import { type RealChat, realChat } from './testing/real-chat.ts'
import { refusalOf } from './testing/refusal-of.ts'
import { until } from './testing/until.ts'
import type { IncomingMessage, Timeline } from './types.ts'

let chat: RealChat
beforeAll(async () => {
  chat = await realChat()
})
afterAll(() => chat.end())

let users = 0
/** Two users that no other test uses, in their dialog. */
async function pair() {
  const [aId, bId] = [`a${++users}`, `b${users}`]
  const a = chat.client(aId)
  const b = chat.client(bId)
  const { room_id } = await a.openDialog(bId)
  await until(() => b.rooms.state.get().loaded)
  return { a, b, aId, bId, room_id }
}

const texts = (timeline: Timeline) => timeline.state.get().messages.map(({ text }) => text)
const seqs = (timeline: Timeline) => timeline.state.get().messages.map(({ seq }) => seq)
const online = (client: ChatClient) => until(() => client.connection.get().kind === 'online', 'online')

test('READ-2 MSG-7 MSG-8 two users talk, and each sees what the other received and read', async () => {
  const { a, b, aId, bId, room_id } = await pair()
  const incoming: IncomingMessage[] = []
  b.onIncoming((one) => incoming.push(one))
  const viewA = a.openRoom(room_id)
  await viewA.send('Привет!')
  await until(() => incoming.length === 1)
  expect(incoming[0]?.room.peer?.user_id).toBe(aId)
  expect(b.rooms.state.get()).toMatchObject({ unreadRooms: 1, rooms: [{ room_id, unread: 1 }] })
  await until(() => viewA.state.get().watermarks[0]?.delivered_seq === 1)
  expect(viewA.state.get().watermarks).toEqual([{ user_id: bId, delivered_seq: 1, read_seq: 0 }])

  const viewB = b.openRoom(room_id)
  await until(() => texts(viewB).length === 1)
  viewB.markRead(1)
  expect(b.rooms.state.get().unreadRooms).toBe(0)
  await until(() => viewA.state.get().watermarks[0]?.read_seq === 1)

  viewB.setTyping(true)
  await until(() => viewA.state.get().typing.includes(bId))
  await viewB.send('Hello', 1)
  await until(() => texts(viewA).length === 2)
  expect(viewA.state.get().messages[1]).toMatchObject({ text: 'Hello', reply_to: 1, sender_id: bId })
  expect(viewA.state.get().typing).toEqual([])
  await viewA.edit(1, 'Привет всем!')
  await viewB.delete(2)
  await until(() => texts(viewB)[0] === 'Привет всем!' && texts(viewA)[1] === null)
  expect(viewA.state.get().messages).toEqual(viewB.state.get().messages)
})

test('READ-1 a user who answers before reporting what they read has read their own answer on all devices', async () => {
  const { a, b, bId, room_id } = await pair()
  const viewA = a.openRoom(room_id)
  await viewA.send('Are you there?')
  const viewB = b.openRoom(room_id)
  await until(() => texts(viewB).length === 1)
  viewB.markRead(1)
  await viewB.send('I am')
  await until(() => viewA.state.get().watermarks[0]?.read_seq === 2, 'b has read both')
  const anotherDevice = chat.client(bId)
  await until(() => anotherDevice.rooms.state.get().loaded)
  expect(anotherDevice.rooms.state.get().unreadRooms).toBe(0)
})

test('MSG-3 MSG-6 two users write at once, and both see the same order', async () => {
  const { a, b, room_id } = await pair()
  const rooms = [a.openRoom(room_id), b.openRoom(room_id)] as const
  await Promise.all(rooms.flatMap((room, who) => Array.from({ length: 40 }, (_, i) => room.send(`${who}-${i}`))))
  await until(() =>
    rooms.every((room) => room.state.get().messages.length === 80 && room.state.get().outgoing.length === 0),
  )
  expect(rooms[0].state.get().messages).toEqual(rooms[1].state.get().messages)
  for (const who of [0, 1]) {
    const own = texts(rooms[0]).filter((text) => text?.startsWith(`${who}-`))
    expect(own).toEqual(Array.from({ length: 40 }, (_, i) => `${who}-${i}`))
  }
})

test('history is loaded page by page to its first message without a gap', async () => {
  const { a, b, room_id } = await pair()
  const writing = a.openRoom(room_id)
  await Promise.all(Array.from({ length: 120 }, (_, i) => writing.send(`text ${i}`)))
  await until(() => writing.state.get().messages.length === 120)
  const reading = b.openRoom(room_id)
  await until(() => reading.state.get().loaded)
  await until(async () => {
    await reading.loadOlder()
    return !reading.state.get().more
  }, 'the whole room is loaded')
  expect(seqs(reading)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
})

test("READ-1 a second device sees what the first writes, and reading on it lowers the first one's badge", async () => {
  const { a, b, bId, room_id } = await pair()
  await a.openRoom(room_id).send('ping')
  await until(() => b.rooms.state.get().unreadRooms === 1)
  const second = chat.client(bId)
  const room = second.openRoom(room_id)
  await until(() => texts(room).length === 1 && second.rooms.state.get().loaded)
  room.markRead(1)
  await until(() => b.rooms.state.get().unreadRooms === 0)
  await room.send('from the second device')
  const first = b.openRoom(room_id)
  await until(() => texts(first).length === 2)
  expect(b.rooms.state.get().unreadRooms).toBe(0)
})

test('PRES-1 watched peers appear when they come online', async () => {
  const a = chat.client('watcher')
  const { room_id } = await a.openDialog('watched')
  a.watchPresence([room_id])
  await until(() => a.presence.get().get('watched')?.online === false)
  const b = chat.client('watched')
  await until(() => a.presence.get().get('watched')?.online)
  await online(b)
})

test('DIALOG-2 a dialog that needs access waits for its answer', async () => {
  const b = chat.client('asked')
  const a = chat.client('asker')
  await online(b)
  const permission = chat.sign({
    user_id: 'asked',
    initiator: 'asker',
    status: 1,
    exp: Math.floor(Date.now() / 1000) + 60,
  })
  const { room_id } = await a.openDialog('asked', permission)
  const viewA = a.openRoom(room_id)
  await viewA.send('may I?')
  await until(() => b.rooms.state.get().rooms[0]?.state === 'invited')
  await viewA.send('hello?')
  await until(() => viewA.state.get().outgoing[0]?.status.kind === 'failed')
  expect(viewA.state.get().outgoing[0]?.status).toMatchObject({ error: { code: 'request_pending' } })
  await b.answerDialog(room_id, true)
  await until(() => a.rooms.state.get().rooms[0]?.write_block === null)
  await viewA.retry(viewA.state.get().outgoing[0]?.client_id ?? '')
  await until(() => texts(viewA).length === 2)
})

test('a manipulated token is refused, and the client makes no further request', async () => {
  const client = chat.client('x', { token: `${chat.token('x')}x` })
  await until(() => client.connection.get().kind === 'refused')
  expect(client.connection.get()).toMatchObject({ error: { code: 'token_signature' } })
})

/** Seconds after its `exp` for which the server accepts a token. */
const TOLERANCE = 60

test('ACCESS-6 the page’s next token replaces an ending one without a new connection', async () => {
  // long enough for a slow machine to connect while it counts
  const seconds = 6
  const endsAt = Date.now() + seconds * 1_000
  const client = chat.client('short', {
    token: chat.token('short', seconds - TOLERANCE),
    tokenProvider: async () => chat.token('short'),
  })
  const { room_id } = await client.openDialog('somebody')
  const room = client.openRoom(room_id)
  const states: string[] = []
  client.connection.subscribe(({ kind }) => states.push(kind))
  await until(() => Date.now() > endsAt)
  await room.send('still here')
  await until(() => texts(room).length === 1)
  expect(states).toEqual([])
})

test('ACCESS-5 an expired token waits for the next one, and messages written meanwhile are then sent', async () => {
  const client = chat.client('late', { token: chat.token('late', -TOLERANCE - 5) })
  await until(() => client.connection.get().kind === 'expired')
  const peer = chat.client('late-peer')
  const { room_id } = await peer.openDialog('late')
  const room = client.openRoom(room_id)
  await room.send('I was late')
  client.setToken(chat.token('late'))
  const read = peer.openRoom(room_id)
  await until(() => texts(read).includes('I was late'))
})

test('ACCESS-3 a guest is online, sees nothing, and may not write', async () => {
  const guest = chat.client(0, { token: null })
  await online(guest)
  expect(guest.me.get()).toBeNull()
  expect(await refusalOf(guest.openDialog(1))).toMatchObject({ code: 'guest_forbidden' })
})

test('MSG-1 MSG-5 LIFE-3 messages wait while the server is down; later all are there once and in order', async () => {
  const { a, b, room_id } = await pair()
  const rooms = [a.openRoom(room_id), b.openRoom(room_id)] as const
  await rooms[0].send('before')
  await until(() => rooms.every((room) => texts(room).length === 1))
  await chat.stopServer()
  await until(() => [a, b].every((client) => client.connection.get().kind !== 'online'))
  for (let i = 0; i < 5; i++) {
    await rooms[0].send(`a ${i}`)
    await rooms[1].send(`b ${i}`)
  }
  expect(rooms[0].state.get().outgoing).toHaveLength(5)
  await chat.startServer()
  await until(() =>
    rooms.every((room) => room.state.get().messages.length === 11 && room.state.get().outgoing.length === 0),
  )
  expect(rooms[0].state.get().messages).toEqual(rooms[1].state.get().messages)
  expect(texts(rooms[0]).filter((text) => text?.startsWith('a'))).toEqual(['a 0', 'a 1', 'a 2', 'a 3', 'a 4'])
})

test('ROOM-1 ROOM-2 ROOM-3 ROOM-4 users talk in a group, see who reads and who is online, and one is removed', async () => {
  const ids = [1, 2, 3].map((n) => `r${n}-${++users}`)
  const [a, b, c] = ids.map((id) => chat.client(id)) as [ChatClient, ChatClient, ChatClient]
  const pipe = `club ${users}`
  const { room_id } = await a.openRoomByPipe({
    pipe,
    title: 'The club',
    is_public: true,
    user_ids: [ids[1] ?? ''],
  })
  expect((await c.openRoomByPipe({ pipe })).room_id).toBe(room_id)
  await until(() => b.rooms.state.get().rooms[0]?.room_id === room_id)

  const viewA = a.openRoom(room_id)
  const viewB = b.openRoom(room_id)
  await viewA.send('Good morning')
  await until(() => texts(viewB).length === 1)
  viewB.markRead(1)
  await until(() => viewA.state.get().watermarks.some(({ user_id, read_seq }) => user_id === ids[1] && read_seq === 1))
  expect(viewA.state.get().room).toMatchObject({ member_count: 3, live: true, can_manage: true })
  viewB.setTyping(true)
  const third = c.openRoom(room_id)
  third.setTyping(true)
  await until(() => viewA.state.get().typing.length === 2)

  const members = a.openMembers(room_id)
  await members.loadMore()
  expect(members.state.get().members.map(({ user, role }) => [user.user_id, role])).toEqual([
    [ids[0] ?? '', 'owner'],
    [ids[1] ?? '', 'member'],
    [ids[2] ?? '', 'member'],
  ])
  await groupActs(a).removeMember(room_id, ids[2] ?? '', { ban: true })
  await until(() => third.state.get().room?.state === 'banned')
  await until(() => members.state.get().count === 2 && members.state.get().members.length === 2)
  expect(c.rooms.state.get().rooms).toEqual([])
  const refused = await c.joinRoom(room_id).catch(({ code }) => code)
  expect(refused).toBe('room_not_found')
  await third.send('let me in')
  await until(() => c.outgoing.get()[0]?.status.kind === 'failed')

  await b.leaveRoom(room_id)
  expect(b.rooms.state.get().rooms).toEqual([])
  await until(() => viewA.state.get().room?.member_count === 1)
  await viewA.send('nobody left')
  await b.joinRoom(room_id)
  await until(() => texts(viewB).includes('nobody left'))
})

test('DIALOG-4 a dialog about an item is listed at once, and its description changes live', async () => {
  const { a, b, aId, bId, room_id } = await pair()
  const lamp = { id: 17, title: 'Lamp' }
  const about = await a.openDialog(bId, undefined, lamp)
  expect(about).toMatchObject({ context: { id: '17', title: 'Lamp', signed: false } })
  expect(about.room_id).not.toBe(room_id)
  expect(a.rooms.state.get().rooms.map(({ room_id }) => room_id)).toContain(about.room_id)
  await a.openRoom(about.room_id).send('Does it work?')
  await until(() => b.rooms.state.get().rooms[0]?.context?.title === 'Lamp')
  await b.openDialog(aId, undefined, { ...lamp, title: 'Lamp, sold' })
  await until(() => a.rooms.state.get().rooms[0]?.context?.title === 'Lamp, sold')
})

test('LINK-1 a room is loaded by its number, by its members only', async () => {
  const { a, room_id } = await pair()
  const again = chat.client(a.me.get()?.user_id ?? '')
  expect(await again.rooms.load(room_id)).toMatchObject({ room_id })
  expect(again.rooms.state.get().rooms.map(({ room_id }) => room_id)).toContain(room_id)
  expect(await refusalOf(chat.client('somebody-else').rooms.load(room_id))).toMatchObject({ code: 'room_not_found' })
})
