import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { ROOM_LIVE_MEMBERS: 4 } })
})
afterAll(() => chat.stop())

const group = async (owner: TestSocket, user_ids: string[] = [], more: object = {}) =>
  (await owner.request('room.create', { client_id: crypto.randomUUID(), title: 'Club', user_ids, ...more })).room

/** The next notice. */
async function notice(socket: TestSocket): Promise<Message> {
  for (;;) {
    const { message } = await socket.event('message')
    if (message.system) return message
  }
}

test('GROUP-1 a user makes a group once, however often the request comes, and owns it', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const input = {
    client_id: crypto.randomUUID(),
    title: 'Club',
    description: 'For us',
    user_ids: [ids.bob, 'an-outsider'],
  }
  const [first, again] = await Promise.all([by.ann.request('room.create', input), by.ann.request('room.create', input)])
  expect(again.room.room_id).toBe(first.room.room_id)
  expect(first.room).toMatchObject({
    title: 'Club',
    description: 'For us',
    role: 'owner',
    can_manage: true,
    can_own: true,
    member_count: 2,
    is_public: false,
    unread: 0,
    last_message: { sender_id: ids.ann, text: '', system: { kind: 'created', user_ids: [], title: 'Club' } },
  })
  expect((await by.bob.event('room')).room).toMatchObject({ role: 'member', can_manage: false, unread: 0 })
  expect((await notice(by.bob)).system).toEqual({ kind: 'created', user_ids: [], title: 'Club' })
  expect((await by.cat.refusal('room.create', { ...input, user_ids: [] })).code).toBe('room_not_found')
})

test('GROUP-1 where only the site makes rooms, a user can not', async () => {
  const widget_id = await chat.makeWidget({ rooms: 'site' })
  const ann = await chat.signIn('ann', { widget_id })
  const refused = await ann.refusal('room.create', { client_id: crypto.randomUUID(), title: 'Club' })
  expect([refused.code, refused.field]).toEqual(['forbidden', 'title'])
})

test('GROUP-2 members of a live room get notices of who was added, was removed and left', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob])
  await by.ann.request('members.add', { room_id, user_ids: [ids.cat] })
  expect((await notice(by.cat)).system).toEqual({ kind: 'added', user_ids: [ids.cat] })
  await by.ann.request('members.remove', { room_id, user_id: ids.cat })
  await by.bob.request('room.leave', { room_id })
  const kinds: unknown[] = []
  while (kinds.at(-1) !== 'left') kinds.push((await notice(by.ann)).system?.kind)
  expect(kinds).toEqual(['created', 'added', 'removed', 'left'])
  await by.cat.settled()
  const notices = by.cat.events.flatMap((event) => (event.t === 'message' ? [event.message.system?.kind] : []))
  expect(notices).not.toContain('removed')
})

test('GROUP-2 a room that a page names begins without a notice, and so does joining by that page', async () => {
  const { by, pipe } = await crowd(chat, 'ann', 'bob')
  await by.ann.request('room.open', { pipe, is_public: true })
  const { room } = await by.bob.request('room.open', { pipe })
  expect(room.last_seq).toBe(0)
})

test('GROUP-3 all members learn a new title, description and rights at once, in one event', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  expect((await by.bob.refusal('room.edit', { room_id, title: 'Mine' })).code).toBe('forbidden')
  const rights = { send: 'managers' as const }
  const { room } = await by.ann.request('room.edit', { room_id, title: 'Choir', description: 'We sing.', rights })
  expect(room).toMatchObject({ title: 'Choir', description: 'We sing.', rights, write_block: null })
  expect((await by.bob.event('room_info')).info).toMatchObject({ title: 'Choir', description: 'We sing.', rights })
  const { room: seen } = await by.bob.request('rooms.get', { room_id })
  expect(seen).toMatchObject({ title: 'Choir', write_block: 'managers_only' })
  const refused = await by.ann.refusal('room.edit', { room_id, title: '  ' })
  expect([refused.code, refused.field]).toEqual(['invalid_field', 'title'])
})

test('GROUP-4 the owner makes an admin and passes the room on; both sides see their new role', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob, ids.cat])
  for (const socket of [by.ann, by.bob]) await socket.event('room')
  expect((await by.bob.refusal('member.role', { room_id, user_id: ids.cat, role: 'admin' })).code).toBe('forbidden')
  await by.ann.request('member.role', { room_id, user_id: ids.bob, role: 'admin' })
  expect((await by.bob.event('room')).room).toMatchObject({ role: 'admin', can_manage: true, can_own: false })
  const { room } = await by.ann.request('member.role', { room_id, user_id: ids.cat, role: 'owner' })
  expect(room).toMatchObject({ role: 'admin', can_own: false })
  const { members } = await by.ann.request('members.list', { room_id })
  expect(members.map(({ role }) => role)).toEqual(['admin', 'admin', 'owner'])
  const unknown = await by.cat.refusal('member.role', { room_id, user_id: 'an-outsider', role: 'admin' })
  expect([unknown.code, unknown.field]).toEqual(['user_unknown', 'user_id'])
})

test('GROUP-5 the heir of a room learns that it is theirs', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  await by.bob.event('room')
  await by.ann.request('room.leave', { room_id })
  expect((await by.bob.event('room')).room).toMatchObject({ role: 'owner', can_own: true, member_count: 1 })
})

test('GROUP-6 in a room of announcements only managers write', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob], { rights: { send: 'managers' } })
  expect((await by.bob.event('room')).room.write_block).toBe('managers_only')
  const message = { room_id, client_id: crypto.randomUUID(), text: 'hi' }
  expect((await by.bob.refusal('message.send', message)).code).toBe('managers_only')
  await say(by.ann, room_id, 'News')
})

test('GROUP-7 notices are no unread messages, and a receipt carries how many of them it covers', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  await say(by.ann, room_id, 'one')
  await by.ann.request('room.edit', { room_id, title: 'Choir' })
  await say(by.ann, room_id, 'two')
  expect((await by.bob.request('rooms.get', { room_id })).room.unread).toBe(2)
  const other = await chat.signIn(ids.bob)
  const reading = by.bob.request('receipts.update', { rooms: [{ room_id, read_seq: 3 }] })
  const clock = setInterval(() => chat.clock.elapse(200), 5)
  await reading.finally(() => clearInterval(clock))
  expect(await other.event('receipt')).toMatchObject({ read_seq: 3, uncounted: 2 })
  const { rooms } = await by.bob.request('rooms.list', {})
  expect(rooms.find((room) => room.room_id === room_id)?.unread).toBe(1)
})

test('DIRECTORY-1 a user finds public rooms by words of their title, unless the directory is off', async () => {
  const widget_id = await chat.makeWidget()
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const input = {
    client_id: crypto.randomUUID(),
    title: 'Лодки на Ёлке',
    description: 'All about boats',
    is_public: true,
  }
  const { room } = await ann.request('room.create', input)
  await ann.request('room.create', {
    ...input,
    client_id: crypto.randomUUID(),
    title: 'Closed boats',
    is_public: false,
  })
  await ann.request('room.create', { ...input, client_id: crypto.randomUUID(), title: 'Bikes' })
  expect((await bob.request('rooms.directory', {})).rooms.map(({ title }) => title).sort()).toEqual([
    'Bikes',
    input.title,
  ])
  const { rooms, next } = await bob.request('rooms.directory', { query: 'елке лод' })
  expect({ rooms, next }).toEqual({
    rooms: [
      {
        room_id: room.room_id,
        title: input.title,
        description: input.description,
        member_count: 1,
        joined: false,
        by_request: false,
        picture: null,
      },
    ],
    next: null,
  })
  await bob.request('room.join', { room_id: room.room_id })
  expect((await bob.request('rooms.directory', { query: 'елке' })).rooms).toMatchObject([
    { joined: true, member_count: 2 },
  ])
  const cursor = await bob.refusal('rooms.directory', { cursor: 'x' })
  expect([cursor.code, cursor.field]).toEqual(['invalid_field', 'cursor'])

  const closed = await chat.makeWidget({ directory: false })
  const cat = await chat.signIn('cat', { widget_id: closed })
  expect((await cat.refusal('rooms.directory', {})).code).toBe('forbidden')
})

test('DIRECTORY-1 a search goes on after a page, also if that page’s last room closed or grew', async () => {
  const widget_id = await chat.makeWidget()
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const make = async (n: number) =>
    (await ann.request('room.create', { client_id: crypto.randomUUID(), title: `Boats ${n}`, is_public: true })).room
  const made = [await make(1), await make(2), await make(3), await make(4)].map(({ room_id }) => room_id).reverse()
  const page = async (cursor?: string) => {
    const { rooms, next } = await bob.request('rooms.directory', {
      query: 'boats',
      limit: 1,
      ...(cursor && { cursor }),
    })
    return { found: rooms.map(({ room_id }) => room_id), next: next ?? undefined }
  }
  const first = await page()
  const second = await page(first.next)
  await ann.request('room.edit', { room_id: made[1] ?? 0, is_public: false })
  const third = await page(second.next)
  await bob.request('room.join', { room_id: made[2] ?? 0 })
  const last = await page(third.next)
  expect([first, second, third, last].flatMap(({ found }) => found)).toEqual(made)
  expect(last.next).toBeUndefined()
})

test('INVITE-1 INVITE-2 INVITE-5 a user sees and joins a room by a manager’s link; a revoked or guessed one fails', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob])
  expect((await by.bob.refusal('invite.create', { room_id })).code).toBe('forbidden')
  const { token, invite } = await by.ann.request('invite.create', { room_id, most_uses: 5, expires_in: 3_600 })
  expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect((await by.ann.request('invite.list', { room_id })).invites).toMatchObject([{ ...invite, token }])
  const stored = await chat.store.readDb.selectFrom('invite').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(token)
  expect((await by.cat.request('invite.open', { token })).room).toEqual({
    room_id,
    title: 'Club',
    description: null,
    member_count: 2,
    joined: false,
    by_request: false,
    picture: null,
  })
  const { room } = await by.cat.request('invite.join', { token })
  expect(room).toMatchObject({ room_id, role: 'member', member_count: 3 })
  await by.cat.request('invite.join', { token })
  expect((await by.ann.request('invite.list', { room_id })).invites).toMatchObject([{ uses: 1, most_uses: 5 }])

  await by.cat.request('room.leave', { room_id })
  chat.clock.elapse(3_600_000)
  expect((await by.cat.refusal('invite.open', { token })).code).toBe('invite_invalid')
  await by.ann.request('invite.revoke', { room_id, invite_id: invite.invite_id })
  expect((await by.cat.refusal('invite.join', { token })).code).toBe('invite_invalid')
  const malformed = await by.cat.refusal('invite.open', { token: 'guess' })
  expect([malformed.code, malformed.field]).toEqual(['invalid_field', 'token'])
  const codes = new Set<string>()
  for (let tries = 0; tries < 40; tries++) {
    const guess = `${'guessed'.repeat(3)}${tries % 10}`
    codes.add((await by.cat.refusal('invite.open', { token: guess })).code)
  }
  expect([...codes]).toEqual(['invite_invalid', 'rate_limited'])
})
