import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

let pairs = 0
async function pair() {
  const [annId, bobId] = [`ann${++pairs}`, `bob${pairs}`]
  chat.siteUsers.set(annId, { name: 'Ann' }).set(bobId, { name: 'Bob' })
  return { annId, bobId, ann: await chat.signIn(annId), bob: await chat.signIn(bobId) }
}

const exp = () => Math.floor(chat.clock.now() / 1000) + 600
const permission = (initiator: string, user_id: string, status: number) =>
  chat.sign({ user_id, initiator, status, exp: exp() })
const sayRefused = async (socket: TestSocket, room_id: number) =>
  (await socket.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'more' })).code

/** Ann's request to Bob, with its one message. */
async function request() {
  const users = await pair()
  const token = await permission(users.annId, users.bobId, 1)
  const { room } = await users.ann.request('dialog.open', { user_id: users.bobId, permission: token })
  await say(users.ann, room.room_id, 'may I?')
  const { room: asked } = await users.ann.event('room')
  return { ...users, room_id: room.room_id, opened: room, asked }
}

test('DIALOG-1 both users open the one dialog of the pair, also at the same time', async () => {
  const { ann, bob, annId, bobId } = await pair()
  const opened = await Promise.all([
    ann.request('dialog.open', { user_id: bobId }),
    bob.request('dialog.open', { user_id: annId }),
    ann.request('dialog.open', { user_id: bobId }),
  ])
  expect(new Set(opened.map(({ room }) => room.room_id)).size).toBe(1)
})

test('DIALOG-1 a dialog that exists is opened without a commit, also with the context that it has', async () => {
  const { ann, bobId } = await pair()
  const open = { user_id: bobId, context: { id: 'bike', title: 'Bike' } }
  const { room } = await ann.request('dialog.open', open)
  await ann.request('dialog.open', { user_id: bobId })
  const commits = spyOn(chat.gateway.deps.store, 'openDialog')
  try {
    expect((await ann.request('dialog.open', open)).room.room_id).toBe(room.room_id)
    await ann.request('dialog.open', { user_id: bobId })
    expect(commits).toHaveBeenCalledTimes(0)
    const changed = { ...open, context: { id: 'bike', title: 'Red bike' } }
    expect((await ann.request('dialog.open', changed)).room.context?.title).toBe('Red bike')
    expect(commits).toHaveBeenCalledTimes(1)
  } finally {
    commits.mockRestore()
  }
})

test("ROOM-9 an empty dialog is on no user's list, and the peer gets no event of it", async () => {
  const { ann, bob, bobId } = await pair()
  await ann.request('dialog.open', { user_id: bobId })
  await bob.settled()
  expect(bob.events.filter((event) => event.t === 'room')).toEqual([])
  for (const socket of [ann, bob]) expect((await socket.request('rooms.list', {})).rooms).toEqual([])
})

test('MSG-5 both users receive an acceptance that the server did not publish, once it is sent again', async () => {
  const { ann, bob, bobId, room_id } = await request()
  const sent = { room_id, sender_id: bobId, client_id: crypto.randomUUID(), text: 'you may', reply_to: null }
  await chat.store.chat.appendMessage({ widget_id: chat.widget_id, ...sent })
  await say(bob, room_id, sent.text, sent.client_id)
  for (const socket of [ann, bob]) {
    const { room } = await socket.event('room', (event) => event.room.last_seq === 2)
    expect(room).toMatchObject({ room_id, state: 'joined', write_block: null })
  }
})

test("DIALOG-3 opening a dialog with a user that can't be addressed is refused", async () => {
  const { ann, annId } = await pair()
  const refusal = async (user_id: string | number) => (await ann.refusal('dialog.open', { user_id })).code
  expect(await refusal(annId)).toBe('dialog_self')
  expect(await refusal('0')).toBe('invalid_field')
  expect(await refusal('nobody-knows-me')).toBe('user_unknown')
})

test('DIALOG-3 if the site does not answer, the dialog is allowed', async () => {
  const lonely = await startChat()
  const ann = await lonely.signIn('ann')
  await lonely.store.control.updateTable('widget').set({ users_info_url: null }).execute()
  lonely.clock.elapse(60_000)
  expect(await ann.request('dialog.open', { user_id: 'anybody' })).toMatchObject({
    room: { peer: { user_id: 'anybody', placeholder: true } },
  })
  await lonely.stop()
})

test("LIMIT-2 a user can't enumerate the users of a site by opening dialogs, not over many connections either", async () => {
  const widget_id = await chat.makeWidget()
  const eve = [await chat.signIn('eve', { widget_id }), await chat.signIn('eve', { widget_id })]
  for (let id = 1; id <= 80; id++) chat.siteUsers.set(String(id), { name: `User ${id}` })
  const tries = await Promise.all(
    Array.from({ length: 80 }, (_, index) =>
      eve[index % 2]?.request('dialog.open', { user_id: index + 1 }).then(
        () => 'opened',
        (error: { code: string }) => error.code,
      ),
    ),
  )
  expect(tries.filter((outcome) => outcome === 'opened')).toHaveLength(60)
  expect(tries.filter((outcome) => outcome === 'rate_limited')).toHaveLength(20)
  const again = tries.indexOf('opened') + 1
  expect(await eve[0]?.request('dialog.open', { user_id: again })).toMatchObject({ room: { state: 'joined' } })
})

test('DIALOG-2 a request is one message; the invited user sees its sender and its text', async () => {
  const { ann, bob, annId, bobId, room_id, opened, asked } = await request()
  expect(opened).toMatchObject({ state: 'requested', write_block: null })
  expect(asked).toMatchObject({ room_id, state: 'requested', last_seq: 1, write_block: 'request_pending' })
  expect(await sayRefused(ann, room_id)).toBe('request_pending')
  await bob.event('message')
  const { room } = await bob.request('rooms.get', { room_id })
  expect(room).toMatchObject({ state: 'invited', peer: { user_id: annId }, write_block: null, unread: 1 })
  const asSeenByAnn = (await ann.request('dialog.open', { user_id: bobId })).room
  expect(asSeenByAnn).toMatchObject({ state: 'requested', write_block: 'request_pending' })
})

test('DIALOG-2 editing the message of a waiting request is refused, and the invited user gets no event', async () => {
  const { ann, bob, room_id } = await request()
  await bob.event('message')
  for (let n = 0; n < 5; n++) {
    const refused = await ann.refusal('message.edit', { room_id, seq: 1, text: `please ${n}` })
    expect(refused.code).toBe('request_pending')
  }
  await bob.settled()
  expect(bob.events.filter((event) => event.t === 'message')).toEqual([])
})

test('DIALOG-2 accepting by answer, by a message or by opening makes both users joined and notifies both', async () => {
  const ways = {
    answer: (bob: TestSocket, room_id: number) => bob.request('dialog.answer', { room_id, accept: true }),
    write: (bob: TestSocket, room_id: number) => say(bob, room_id, 'sure'),
    open: (bob: TestSocket, _: number, annId: string) => bob.request('dialog.open', { user_id: annId }),
  }
  for (const accept of Object.values(ways)) {
    const { ann, bob, annId, room_id } = await request()
    await accept(bob, room_id, annId)
    for (const socket of [ann, bob]) {
      const { room } = await socket.event('room')
      expect(room).toMatchObject({ room_id, state: 'joined', write_block: null })
    }
    await say(ann, room_id, 'thank you')
  }
})

test("DIALOG-2 a decline notifies both; the requester can't write, and the user who declined gets no more events", async () => {
  const { ann, bob, annId, room_id } = await request()
  expect((await bob.request('dialog.answer', { room_id, accept: false })).room.state).toBe('left')
  expect((await ann.event('room')).room).toMatchObject({ state: 'declined', write_block: 'request_declined' })
  expect((await bob.event('room')).room.state).toBe('left')
  expect(await sayRefused(ann, room_id)).toBe('request_declined')
  expect((await bob.request('rooms.list', {})).rooms).toEqual([])
  expect((await bob.refusal('rooms.get', { room_id })).code).toBe('room_not_found')
  await bob.event('message')
  await ann.request('message.delete', { room_id, seq: 1 })
  await bob.settled()
  expect(bob.events.filter((event) => event.t === 'message')).toEqual([])
  const { room } = await bob.request('dialog.open', { user_id: annId })
  expect(room.state).toBe('joined')
})

test('DIALOG-2 the user who declined gets no event when the request is sent again', async () => {
  const { ann, bob, room_id } = await request()
  const [sent] = (await ann.request('messages.list', { room_id })).messages
  await bob.request('dialog.answer', { room_id, accept: false })
  await bob.event('room', ({ room }) => room.state === 'left')
  bob.events.length = 0
  await say(ann, room_id, 'may I?', sent?.client_id)
  await bob.settled()
  // what their site says of them may come at any time
  expect(bob.events.filter(({ t }) => t !== 'users')).toEqual([])
})

test('DIALOG-2 the first message of a dialog that needs no request is followed by no event of the room', async () => {
  const { ann, bob, bobId } = await pair()
  const { room } = await ann.request('dialog.open', { user_id: bobId })
  await say(ann, room.room_id, 'hello')
  await bob.event('message')
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'room')).toEqual([])
})

test('DIALOG-2 only the invited user answers a request', async () => {
  const { ann, bob, room_id } = await request()
  const eve = await chat.signIn('eve')
  expect((await ann.refusal('dialog.answer', { room_id, accept: true })).code).toBe('forbidden')
  expect((await eve.refusal('dialog.answer', { room_id, accept: true })).code).toBe('room_not_found')
  await bob.request('dialog.answer', { room_id, accept: true })
  expect((await bob.refusal('dialog.answer', { room_id, accept: false })).code).toBe('forbidden')
})

test('DIALOG-2 an acceptance that comes again is answered without a write', async () => {
  const { bob, room_id } = await request()
  const accept = () => bob.request('dialog.answer', { room_id, accept: true })
  const first = await accept()
  const write = spyOn(chat.store.chat, 'answerDialog')
  expect((await accept()).room).toEqual(first.room)
  expect(write).not.toHaveBeenCalled()
  write.mockRestore()
})

test('DIALOG-2 a user who has not accepted shows the requester neither reading nor presence', async () => {
  const { ann, bob, bobId, room_id } = await request()
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  const { room } = await ann.request('rooms.get', { room_id })
  expect(room.watermarks).toContainEqual({ user_id: bobId, delivered_seq: 0, read_seq: 0 })
  expect(ann.events.filter((event) => event.t === 'receipt')).toEqual([])
  expect(await ann.request('presence.watch', { room_ids: [room_id] })).toEqual({ users: [] })
  await bob.request('typing', { room_id, typing: true })
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'typing')).toEqual([])
})

test('DIALOG-2 a permission token of status 0 allows writing at once; a token of another pair is refused', async () => {
  const { ann, annId, bobId } = await pair()
  const wrong = await permission('somebody', bobId, 0)
  const refused = await ann.refusal('dialog.open', { user_id: bobId, permission: wrong })
  expect(refused).toMatchObject({ code: 'permission_token_invalid', field: 'permission' })
  const right = await permission(annId, bobId, 0)
  const { room } = await ann.request('dialog.open', { user_id: bobId, permission: right })
  expect(room.state).toBe('joined')
})

test('DIALOG-8 where dialogs need permission, a new one needs its pair’s token; an existing one opens', async () => {
  const strict = await startChat({ settings: { dialogs: 'permitted' } })
  try {
    strict.siteUsers.set('ann', { name: 'Ann' }).set('bob', { name: 'Bob' })
    const [ann, bob] = [await strict.signIn('ann'), await strict.signIn('bob')]
    const refused = await ann.refusal('dialog.open', { user_id: 'bob' })
    expect(refused).toMatchObject({ code: 'permission_token_invalid', field: 'permission' })
    const token = await strict.sign({ user_id: 'bob', initiator: 'ann', status: 0, exp: exp() })
    const { room } = await ann.request('dialog.open', { user_id: 'bob', permission: token })
    expect((await bob.request('dialog.open', { user_id: 'ann' })).room.room_id).toBe(room.room_id)
  } finally {
    await strict.stop()
  }
})

test('ACCESS-1 ACCESS-2 a member of another pair, and a user of another widget with the same name, find no room', async () => {
  const { ann, annId, bobId } = await pair()
  const { room } = await ann.request('dialog.open', { user_id: bobId })
  const room_id = room.room_id
  await say(ann, room_id, 'private')
  const otherWidget = await chat.makeWidget()
  const outsiders = [await chat.signIn('eve'), await chat.signIn(annId, { widget_id: otherWidget })]
  for (const socket of outsiders) {
    const refusals = [
      await socket.refusal('rooms.get', { room_id }),
      await socket.refusal('messages.list', { room_id }),
      await socket.refusal('messages.sync', { room_id, rev: 0 }),
      await socket.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'hi' }),
      await socket.refusal('message.edit', { room_id, seq: 1, text: 'hi' }),
      await socket.refusal('message.delete', { room_id, seq: 1 }),
      await socket.refusal('dialog.answer', { room_id, accept: true }),
      await socket.refusal('receipts.update', { rooms: [{ room_id, read_seq: 1 }] }),
      await socket.refusal('typing', { room_id, typing: true }),
      await socket.refusal('presence.watch', { room_ids: [room_id] }),
    ]
    expect(refusals.map((refusal) => refusal.code)).toEqual(refusals.map(() => 'room_not_found'))
    await say(ann, room_id, 'still private')
    await socket.settled()
    expect(socket.events.filter((event) => event.t === 'message')).toEqual([])
  }
})
