import { afterAll, beforeAll, expect, test } from 'bun:test'
import { requests } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ settings: { guests: 'write' }, trustedProxies: ['127.0.0.1/32'] })
})
afterAll(() => chat.stop())

let addresses = 0
/** From an address of its own: new names are limited for each. */
const visitor = (widget_id = chat.widget_id) =>
  chat.signIn(null, { widget_id, headers: { 'x-forwarded-for': `203.0.113.${++addresses}` } })

async function writer(name: string, widget_id = chat.widget_id) {
  const { token, user } = await (await visitor(widget_id)).request('guest.enter', { name })
  const socket = await chat.open({ widget_id })
  const auth = await socket.request('auth', { v: 1, token })
  return Object.assign(socket, { auth, token, user })
}

async function publicRoom(widget_id?: number) {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const owner = widget_id === undefined ? by.ann : await chat.signIn('ann', { widget_id })
  const { room } = await owner.request('room.open', { pipe, title: 'Talk', is_public: true })
  await say(owner, room.room_id, 'Welcome')
  return { owner, bob: by.bob, bobId: ids.bob, annId: ids.ann, pipe, room_id: room.room_id }
}

const codes = async (socket: TestSocket, frames: Record<string, object>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(frames).map(async ([t, fields]) => [t, (await socket.refusal(t as 'ping', fields as never)).code]),
    ),
  )

test('GUEST-1 a guest who reads opens a public room by its name, reads it and receives its messages', async () => {
  const widget_id = await chat.makeWidget({ guests: 'read' })
  const { owner, pipe, room_id } = await publicRoom(widget_id)
  const guest = await visitor(widget_id)
  const { room, created } = await guest.request('room.open', { pipe })
  expect(created).toBe(false)
  expect(room).toMatchObject({ room_id, write_block: 'guest', unread: 0, can_manage: false, member_count: 1 })
  const { messages, last_rev } = await guest.request('messages.list', { room_id })
  expect(messages.map(({ text }) => text)).toEqual(['Welcome'])
  await say(owner, room_id, 'News')
  expect((await guest.event('message')).message).toMatchObject({ text: 'News', seq: 2 })
  expect(await guest.request('messages.sync', { room_id, rev: last_rev })).toMatchObject({
    kind: 'changes',
    messages: [{ text: 'News' }],
  })
  const { users } = await guest.request('users.get', { room_id, user_ids: ['ann'] })
  expect(users).toMatchObject([{ user_id: 'ann' }])
  expect((await owner.request('members.list', { room_id })).member_count).toBe(1)
})

test('GUEST-9 a guest who reads sees no closed room, no room by its number, and may do nothing else', async () => {
  const widget_id = await chat.makeWidget({ guests: 'read' })
  const { owner, room_id } = await publicRoom(widget_id)
  const closed = await owner.request('room.open', { pipe: 'closed', title: 'Closed' })
  const guest = await visitor(widget_id)
  expect((await guest.refusal('room.open', { pipe: 'closed' })).code).toBe('room_not_found')
  expect((await guest.refusal('room.open', { pipe: 'new', is_public: true })).code).toBe('room_not_found')
  for (const room of [room_id, closed.room.room_id]) {
    expect((await guest.refusal('messages.list', { room_id: room })).code).toBe('room_not_found')
    expect((await guest.refusal('messages.sync', { room_id: room, rev: 0 })).code).toBe('room_not_found')
    expect((await guest.refusal('users.get', { room_id: room, user_ids: ['ann'] })).code).toBe('room_not_found')
  }
  const others = Object.values(requests).filter(({ audience }) => audience === 'users' || audience === 'writers')
  const fields = {
    room_id,
    user_id: 'bob',
    user_ids: ['bob'],
    seq: 1,
    text: 'x',
    client_id: crypto.randomUUID(),
    emoji: '👍',
    rev: 0,
    accept: true,
    blocked: true,
    reason: 'spam',
    settings: { sound: false },
    pinned: true,
    archived: true,
    unread: true,
    up_to_seq: 1,
    name: 'a.txt',
    title: 'Friends',
    role: 'admin',
    size: 1,
    upload_id: 'u'.repeat(22),
    token: 't'.repeat(22),
    invite_id: 'a'.repeat(64),
    file_ids: ['f'.repeat(22)],
    typing: true,
    until: null,
    query: 'bob',
    room_ids: [room_id],
    rooms: [{ room_id, read_seq: 1 }],
    from_room_id: room_id,
    from_seq: 1,
    seqs: [1],
    starred: true,
    reply_to: 1,
    warning_id: 'w',
    button_id: '1',
  }
  for (const { name, frame } of others) {
    const wanted = Object.fromEntries(Object.entries(fields).filter(([field]) => field in frame.shape))
    expect([name, (await guest.refusal(name, wanted as never)).code]).toEqual([name, 'guest_forbidden'])
  }
  expect((await guest.refusal('guest.enter', { name: 'Sam' })).code).toBe('guest_forbidden')
})

test('GUEST-2 a guest who writes has a name, a mark and an id of no site, which is not asked about it', async () => {
  const guest = await writer('  Sam\u200b   Visitor ★ ')
  expect(guest.user).toMatchObject({ name: 'Sam Visitor', guest: true, placeholder: false, badge: null })
  expect(guest.auth.me).toEqual(guest.user)
  const site = await chat.open()
  const token = await chat.token(guest.user.user_id)
  expect((await site.refusal('auth', { v: 1, token })).code).toBe('token_user_id')
})

test('GUEST-3 a guest’s token is good for its widget and this server, and for 30 days', async () => {
  const guest = await writer('Sam')
  const other = await chat.open({ widget_id: await chat.makeWidget() })
  expect((await other.refusal('auth', { v: 1, token: guest.token })).code).toBe('token_signature')
  const [mark, payload = '', signature = ''] = guest.token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...claims, user_id: 'guest/AAAAAAAAAAAAAAAA' })).toString('base64url')
  for (const token of [
    `${mark}.${forged}.${signature}`,
    `${mark}.${payload}.`,
    `${mark}.${payload}`,
    'guest.',
    'guest.x.y',
  ]) {
    const socket = await chat.open()
    expect((await socket.refusal('auth', { v: 1, token })).code).toBe('token_signature')
  }
  expect(guest.auth.expires_at).toBeGreaterThan(chat.clock.now() + 29 * 86_400_000)
})

test('GUEST-4 a guest who writes joins public rooms and writes there, marked; an owner can ban the guest', async () => {
  const { owner, pipe, room_id } = await publicRoom()
  const guest = await writer('Sam')
  const { room } = await guest.request('room.open', { pipe, is_public: true })
  expect(room).toMatchObject({ state: 'joined', write_block: null })
  await say(guest, room_id, 'Hello')
  const { message } = await owner.event('message', (event) => event.message.text === 'Hello')
  expect(message.sender_id).toBe(guest.user.user_id)
  const { members } = await owner.request('members.list', { room_id })
  expect(members.find(({ user }) => user.guest)?.user).toEqual(guest.user)
  const { users } = await owner.request('users.get', { room_id, user_ids: [guest.user.user_id] })
  expect(users).toEqual([guest.user])
  const page = await owner.request('members.list', { room_id, limit: 1, cursor: guest.user.user_id })
  expect(page.members.map(({ user }) => user.guest)).toEqual([])
  await owner.request('members.remove', { room_id, user_id: guest.user.user_id, ban: true })
  expect((await guest.refusal('room.join', { room_id })).code).toBe('room_not_found')
})

test('GUEST-10 a guest who writes makes no room, sees no closed room, starts no dialog and adds no members', async () => {
  const { owner, pipe, room_id, bobId } = await publicRoom()
  const { room: closed } = await owner.request('room.open', { pipe: `${pipe} closed` })
  const guest = await writer('Sam')
  await guest.request('room.open', { pipe })
  expect(
    await codes(guest, {
      'dialog.open': { user_id: bobId },
      'dialog.answer': { room_id, accept: true },
      'members.add': { room_id, user_ids: [bobId] },
      'members.remove': { room_id, user_id: bobId },
      'people.search': { query: 'bob' },
      'people.friends': {},
      'presence.watch': { room_ids: [] },
    }),
  ).toEqual({
    'dialog.open': 'guest_forbidden',
    'dialog.answer': 'guest_forbidden',
    'members.add': 'guest_forbidden',
    'members.remove': 'guest_forbidden',
    'people.search': 'guest_forbidden',
    'people.friends': 'guest_forbidden',
    'presence.watch': 'guest_forbidden',
  })
  expect((await guest.refusal('room.open', { pipe: 'of a guest', is_public: true })).code).toBe('room_not_found')
  expect((await guest.refusal('room.open', { pipe: `${pipe} closed` })).code).toBe('room_not_found')
  expect((await guest.refusal('room.join', { room_id: closed.room_id })).code).toBe('room_not_found')
  // nobody writes to a guest in private, or takes one into a closed room
  expect((await owner.refusal('dialog.open', { user_id: guest.user.user_id })).code).toBe('invalid_field')
  const add = { room_id: closed.room_id, user_ids: [guest.user.user_id] }
  expect((await owner.refusal('members.add', add)).code).toBe('invalid_field')
  expect((await guest.refusal('guest.enter', { name: 'Sam' })).code).toBe('forbidden')
})

test('GUEST-5 messages of guests have a rate of their own, and new names one for each address', async () => {
  const widget_id = await chat.makeWidget({ guests: 'write', guest_messages_per_minute: 3 })
  const { pipe, room_id } = await publicRoom(widget_id)
  const guest = await writer('Sam', widget_id)
  await guest.request('room.open', { pipe })
  await say(guest, room_id, 'one')
  const text = 'two'
  const refused = await guest.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text })
  expect(refused).toMatchObject({ code: 'rate_limited', message: 'At most 3 messages a minute.' })
  const crowded = await visitor(widget_id)
  for (let name = 0; name < 5; name++) await crowded.request('guest.enter', { name: `Sam ${name}` })
  expect((await crowded.refusal('guest.enter', { name: 'Sam' })).code).toBe('rate_limited')
})

test('GUEST-6 when the setting is turned down, guests who may no longer do what they do end within a second', async () => {
  const widget_id = await chat.makeWidget({ guests: 'write' })
  const { owner, pipe } = await publicRoom(widget_id)
  const [guest, reader, idle] = [await writer('Sam', widget_id), await visitor(widget_id), await visitor(widget_id)]
  await reader.request('room.open', { pipe })
  await chat.widgets.change('all_widgets', widget_id, { settings: { guests: 'read' } })
  expect(await guest.event('bye')).toMatchObject({ code: 'guest_forbidden' })
  await reader.settled()
  const again = await chat.open({ widget_id })
  expect((await again.refusal('auth', { v: 1, token: guest.token })).code).toBe('guest_forbidden')
  await chat.widgets.change('all_widgets', widget_id, { settings: { guests: 'none' } })
  expect(await reader.event('bye')).toMatchObject({ code: 'guest_forbidden' })
  for (const socket of [idle, owner]) await socket.settled()
  expect((await idle.refusal('room.open', { pipe })).code).toBe('guest_forbidden')
})

test.each(['Admin', 'аdmin', 'A.d.m.i.n', 'Модератор', 'SUPP0RT', '★☆', ' - ', 'Site owner'])(
  'GUEST-7 nobody enters as %j',
  async (name) => {
    const guest = await visitor()
    expect(await guest.refusal('guest.enter', { name })).toMatchObject({ code: 'invalid_field', field: 'name' })
  },
)

test.each(['Sam', 'Ольга Петрова', '李小龍', "O'Brien", 'J.-P. 2'])('GUEST-7 anybody may enter as %j', async (name) => {
  expect((await (await visitor()).request('guest.enter', { name })).user.name).toBe(name)
})

test('GUEST-7 a name that normalizing makes longer is cut after 40 whole characters', async () => {
  const greeting = 'ﷺ'.normalize('NFKC')
  const { user } = await (await visitor()).request('guest.enter', { name: 'ﷺﷺabc𠮷de' })
  expect(user.name).toBe(`${greeting}${greeting}abc𠮷`)
  const { user: spaced } = await (await visitor()).request('guest.enter', { name: 'ﷺﷺabc de' })
  expect(spaced.name).toBe(`${greeting}${greeting}abc`)
})

test('CONN-7 a guest who writes and finishes no message for 90 seconds is disconnected; a guest who talks stays', async () => {
  const server = await startChat({ settings: { guests: 'write' } })
  const enter = async (name: string) => {
    const { token } = await (await server.signIn(null)).request('guest.enter', { name })
    const socket = await server.open()
    await socket.request('auth', { v: 1, token })
    return socket
  }
  const [silent, talking] = [await enter('Silent'), await enter('Talking')]
  await silent.settled()
  server.clock.elapse(60_000)
  await talking.settled()
  server.clock.elapse(31_000)
  await silent.closed
  await talking.settled()
  await server.stop()
})
