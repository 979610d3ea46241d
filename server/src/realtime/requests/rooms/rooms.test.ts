import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { ROOM_LIVE_MEMBERS: 4 } })
})
afterAll(() => chat.stop())

test('ROOM-1 a group or channel is made by its name, once, however many users ask for it at the same time', async () => {
  const { by, pipe } = await crowd(chat, 'ann', 'bob')
  const opened = await Promise.all([
    by.ann.request('room.open', { pipe, title: 'Bikes', is_public: true }),
    by.bob.request('room.open', { pipe, title: 'Cars', is_public: true }),
  ])
  expect(new Set(opened.map(({ room }) => room.room_id)).size).toBe(1)
  expect(opened.map(({ created }) => created).sort()).toEqual([false, true])
  const { room } = await by.ann.request('rooms.get', { room_id: opened[0]?.room.room_id ?? 0 })
  expect(room).toMatchObject({
    type: 1,
    pipe,
    title: opened[0]?.created ? 'Bikes' : 'Cars',
    is_public: true,
    member_count: 2,
    live: true,
    peer: null,
  })
})

test('ROOM-1 a group or channel is on the list of its members, also before its first message', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const { room } = await by.ann.request('room.open', { pipe, user_ids: [ids.bob, 'an-outsider'] })
  expect(room).toMatchObject({ member_count: 2, role: 'owner', can_manage: true })
  expect((await by.bob.event('room')).room).toMatchObject({ room_id: room.room_id, role: 'member', can_manage: false })
  expect((await by.bob.request('rooms.list', {})).rooms.map((listed) => listed.room_id)).toEqual([room.room_id])
})

test('PAGE-12 a user finds any room of their own by words of its name, page by page, and no other room', async () => {
  const { by, pipe } = await crowd(chat, 'ann', 'bob')
  const opened: number[] = []
  for (const n of [1, 2, 3]) {
    const input = { pipe: `${pipe} ${n}`, title: `Лодки ${n} на Ёлке` }
    opened.push((await by.ann.request('room.open', input)).room.room_id)
  }
  await by.bob.request('room.open', { pipe: `${pipe} of bob`, title: 'Лодки Боба на Ёлке' })
  const found: number[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await by.ann.request('rooms.search', { query: 'елке ЛОД', limit: 2, cursor })
    expect(page.rooms.length).toBeLessThanOrEqual(2)
    found.push(...page.rooms.map(({ room_id }) => room_id))
    if (page.next === null) break
    cursor = page.next
  }
  expect(found.sort((a, b) => a - b)).toEqual(opened)
  expect((await by.ann.request('rooms.search', { query: 'Боба' })).rooms).toEqual([])
  const refused = await by.ann.refusal('rooms.search', { query: 'лодки', cursor: 'x' })
  expect([refused.code, refused.field]).toEqual(['invalid_field', 'cursor'])
})

test('PAGE-12 the next page of a search goes on where the last room of the page before has gone', async () => {
  const { by, pipe } = await crowd(chat, 'ann')
  for (const n of [1, 2, 3]) await by.ann.request('room.open', { pipe: `${pipe} ${n}`, title: `Sails ${n}` })
  const first = await by.ann.request('rooms.search', { query: 'sails', limit: 2 })
  const [one, two] = first.rooms.map(({ room_id }) => room_id)
  await by.ann.request('room.leave', { room_id: Number(two) })
  const second = await by.ann.request('rooms.search', { query: 'sails', limit: 2, cursor: first.next ?? undefined })
  expect(second.rooms).toHaveLength(1)
  expect([one, two]).not.toContain(second.rooms[0]?.room_id)
  expect(second.next).toBeNull()
})

test('ROOM-1 a room has a name and a title that can be read', async () => {
  const { by, pipe } = await crowd(chat, 'ann')
  for (const nothing of ['', ' ', '\u200b\u2060', '\u3164', 'two\nlines', 'x'.repeat(300)]) {
    expect(await by.ann.refusal('room.open', { pipe: nothing })).toMatchObject({ code: 'invalid_field', field: 'pipe' })
    const { code, field } = await by.ann.refusal('room.open', { pipe, title: nothing })
    expect([code, field]).toEqual(['invalid_field', 'title'])
  }
})

test('ROOM-2 ROOM-10 a public room can be joined; a closed one does not exist for a user who is not in it', async () => {
  const { by, pipe } = await crowd(chat, 'ann', 'eve')
  const open = await by.ann.request('room.open', { pipe, is_public: true })
  const closed = await by.ann.request('room.open', { pipe: `${pipe} closed` })
  for (let n = 0; n < 2; n++) {
    const { room } = await by.eve.request('room.join', { room_id: open.room.room_id })
    expect(room).toMatchObject({ state: 'joined', member_count: 2 })
  }
  expect((await by.eve.refusal('room.join', { room_id: closed.room.room_id })).code).toBe('room_not_found')
  expect((await by.eve.refusal('room.open', { pipe: `${pipe} closed` })).code).toBe('room_not_found')
})

test('ROOM-4 a user who left or was removed receives, reads and writes nothing more there', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob, ids.cat] })
  const { room_id } = room
  await say(by.bob, room_id, 'hello')
  await by.bob.request('room.leave', { room_id })
  await by.bob.request('room.leave', { room_id })
  await by.ann.request('members.remove', { room_id, user_id: ids.cat })
  for (const gone of [by.bob, by.cat]) {
    const received = await gone.event('room', (event) => event.room.state === 'left')
    expect(received.room).toMatchObject({ room_id, last_message: null, member_count: 0 })
    gone.events.length = 0
  }
  await say(by.ann, room_id, 'they are gone')
  for (const gone of [by.bob, by.cat]) {
    await gone.settled()
    expect(gone.events).toEqual([])
    const codes = [
      await gone.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'hi' }),
      await gone.refusal('message.edit', { room_id, seq: 1, text: 'hi' }),
      await gone.refusal('message.delete', { room_id, seq: 1 }),
      await gone.refusal('messages.list', { room_id }),
      await gone.refusal('messages.sync', { room_id, rev: 0 }),
      await gone.refusal('members.list', { room_id }),
      await gone.refusal('users.get', { room_id, user_ids: [ids.ann] }),
      await gone.refusal('typing', { room_id, typing: true }),
      await gone.refusal('receipts.update', { rooms: [{ room_id, read_seq: 1 }] }),
      await gone.refusal('rooms.get', { room_id }),
    ]
    expect(codes.map(({ code }) => code)).toEqual(codes.map(() => 'room_not_found'))
    expect((await gone.request('rooms.list', {})).rooms).toEqual([])
  }
})

test("ROOM-3 only a manager of the room adds, removes and bans; a banned user can't rejoin alone", async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'eve')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob] })
  const { room_id } = room
  expect((await by.bob.refusal('members.add', { room_id, user_ids: [ids.eve] })).code).toBe('forbidden')
  expect((await by.bob.refusal('members.remove', { room_id, user_id: ids.ann })).code).toBe('forbidden')
  expect((await by.eve.refusal('members.add', { room_id, user_ids: [ids.eve] })).code).toBe('room_not_found')
  expect((await by.ann.refusal('members.remove', { room_id, user_id: ids.ann })).code).toBe('forbidden')
  expect(await by.ann.request('members.add', { room_id, user_ids: [ids.eve, ids.bob, 'nobody'] })).toMatchObject({
    added: [ids.eve],
    room: { member_count: 3 },
  })
  await by.ann.request('members.remove', { room_id, user_id: ids.eve, ban: true })
  expect((await by.eve.event('room', (event) => event.room.state === 'banned')).room.room_id).toBe(room_id)
  expect((await by.eve.refusal('room.join', { room_id })).code).toBe('room_not_found')
  expect((await by.eve.refusal('room.leave', { room_id })).code).toBe('room_not_found')
  expect((await by.eve.refusal('room.open', { pipe })).code).toBe('room_not_found')
  // banning again, or removing a user who is banned or was never there, changes nothing
  await by.ann.request('members.remove', { room_id, user_id: ids.eve, ban: true })
  await by.ann.request('members.remove', { room_id, user_id: ids.eve })
  await by.ann.request('members.remove', { room_id, user_id: 'never-there' })
  const never = await by.ann.refusal('members.remove', { room_id, user_id: 'never-there', ban: true })
  expect(never).toMatchObject({ code: 'user_unknown', field: 'user_id' })
  expect((await by.ann.request('members.add', { room_id, user_ids: [ids.eve] })).added).toEqual([ids.eve])
  expect((await by.eve.request('rooms.get', { room_id })).room.state).toBe('joined')
})

test('ROOM-8 a request with unknown rights is refused', async () => {
  const { by } = await crowd(chat, 'ann')
  const room = { client_id: crypto.randomUUID(), title: 'Rights', rights: { send: 'all', delete: 'all' } as never }
  expect(await by.ann.refusal('room.create', room)).toMatchObject({ code: 'invalid_field', field: 'rights.delete' })
})

test('PAGE-13 in a room that is not live, the owners come first', async () => {
  const { by, ids, pipe } = await crowd(chat, 'zoe', 'ann', 'bob', 'cat', 'dan')
  const others = [ids.ann, ids.bob, ids.cat]
  const { room } = await by.zoe.request('room.open', { pipe, user_ids: others })
  const first = async () =>
    (await by.zoe.request('members.list', { room_id: room.room_id, limit: 2 })).members.map(({ user }) => user.user_id)
  expect(await first()).toEqual([ids.ann, ids.bob])
  await by.zoe.request('members.add', { room_id: room.room_id, user_ids: [ids.dan] })
  expect(await first()).toEqual([ids.zoe, ids.ann, ids.bob])
})

test('ROOM-6 members are paged in the order of their ids', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room } = await by.cat.request('room.open', { pipe, user_ids: [ids.ann, ids.bob] })
  const page = await by.ann.request('members.list', { room_id: room.room_id, limit: 2 })
  expect(page.members.map(({ user, role }) => [user.name, role])).toEqual([
    ['ann', 'member'],
    ['bob', 'member'],
  ])
  expect(page.member_count).toBe(3)
  const rest = await by.ann.request('members.list', { room_id: room.room_id, limit: 2, cursor: page.next ?? '' })
  expect(rest).toMatchObject({ next: null, members: [{ role: 'owner', watermarks: { user_id: ids.cat } }] })
})

test('ROOM-12 in a live room all members see joins and leaves', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true })
  const { room_id } = room
  await by.bob.request('room.join', { room_id })
  expect(await by.ann.event('members')).toMatchObject({
    member_count: 2,
    live: true,
    joined: [{ name: 'bob' }],
    left: [],
  })
  await by.bob.request('room.leave', { room_id })
  expect(await by.ann.event('members')).toMatchObject({ member_count: 1, live: true, joined: [], left: [ids.bob] })
})

test('ROOM-8 an author is introduced to all before their message, and not again with the next one', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const { room } = await by.ann.request('room.open', { pipe, user_ids: [ids.bob] })
  await by.bob.event('room')
  by.bob.events.length = 0
  await say(by.ann, room.room_id, 'one')
  await say(by.ann, room.room_id, 'two')
  await by.bob.event('message', ({ message }) => message.text === 'two')
  expect(by.bob.events).toMatchObject([{ t: 'users', users: [{ name: 'ann' }] }, { t: 'message' }])
  expect((await by.bob.request('rooms.get', { room_id: room.room_id })).room.last_sender).toMatchObject({ name: 'ann' })
})

test('ROOM-8 users of a room, past ones too, are shown to its members and to nobody outside it', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'eve')
  const { room } = await by.ann.request('room.open', { pipe, user_ids: [ids.bob] })
  const { room_id } = room
  await by.bob.request('room.leave', { room_id })
  const { users } = await by.ann.request('users.get', { room_id, user_ids: [ids.bob, ids.eve, ids.ann] })
  expect(users.map(({ name }) => name).sort()).toEqual(['ann', 'bob'])
})

test('ROOM-1 where the site manages rooms, only its admins make one, and every user opens the existing ones', async () => {
  const widget_id = await chat.makeWidget({ rooms: 'site' })
  chat.siteUsers.set('boss', { name: 'Boss', chat_role: 'admin' }).set('pia', { name: 'Pia' })
  const [boss, pia] = [await chat.signIn('boss', { widget_id }), await chat.signIn('pia', { widget_id })]
  await Promise.all([boss.event('users'), pia.event('users')])
  expect((await pia.refusal('room.open', { pipe: 'lobby' })).code).toBe('forbidden')
  await boss.request('room.open', { pipe: 'lobby', is_public: true })
  expect((await pia.request('room.open', { pipe: 'lobby' })).room).toMatchObject({ state: 'joined', role: 'member' })
})

test('ROOM-3 an admin of the site manages every room that they are in', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  chat.siteUsers.set('guard', { name: 'Guard', chat_role: 'admin' })
  const guard = await chat.signIn('guard')
  await guard.event('users')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob] })
  const { room_id } = room
  expect((await guard.refusal('members.remove', { room_id, user_id: ids.bob })).code).toBe('room_not_found')
  expect((await guard.request('room.join', { room_id })).room).toMatchObject({ role: 'member', can_manage: true })
  await guard.request('members.remove', { room_id, user_id: ids.ann })
  expect((await by.ann.event('room', (event) => event.room.state === 'left')).room.room_id).toBe(room_id)
})

test('ROOM-11 where dialogs need the site’s permission, adding a user to a room needs it too', async () => {
  const widget_id = await chat.makeWidget({ dialogs: 'permitted' })
  chat.siteUsers.set('una', { name: 'Una' }).set('victim', { name: 'Victim' })
  const una = await chat.signIn('una', { widget_id })
  await una.event('users')
  expect((await una.refusal('room.open', { pipe: 'us', user_ids: ['victim'] })).code).toBe('forbidden')
  const { room } = await una.request('room.open', { pipe: 'us' })
  expect((await una.refusal('members.add', { room_id: room.room_id, user_ids: ['victim'] })).code).toBe('forbidden')
})

test('ACCESS-9 a user that the site forbids to send makes no rooms and adds no members, but reads their own rooms', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann')
  chat.siteUsers.set('mute', { name: 'Mute', permissions: { send_message: false } })
  const mute = await chat.signIn('mute')
  await mute.event('users')
  expect((await mute.refusal('room.open', { pipe: 'of a mute' })).code).toBe('not_permitted')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true })
  const { room_id } = room
  expect((await mute.request('room.open', { pipe })).room).toMatchObject({ write_block: 'not_permitted' })
  const words = { room_id, client_id: crypto.randomUUID(), text: 'hi' }
  expect((await mute.refusal('message.send', words)).code).toBe('not_permitted')
  expect((await mute.request('members.list', { room_id })).members.map(({ user }) => user.user_id)).toContain(ids.ann)
})

test('LIMIT-2 rooms that a user makes and members that they add are limited, over all their connections', async () => {
  const widget_id = await chat.makeWidget()
  const eve = [await chat.signIn('eve', { widget_id }), await chat.signIn('eve', { widget_id })]
  const made = await Promise.all(
    Array.from({ length: 80 }, (_, n) =>
      eve[n % 2]?.request('room.open', { pipe: `room ${n}` }).then(
        ({ created }) => created,
        ({ code }) => code,
      ),
    ),
  )
  expect(made.filter((answer) => answer === true)).toHaveLength(60)
  expect(made.filter((answer) => answer === 'rate_limited')).toHaveLength(20)
  const add = (from: number) =>
    eve[from % 2]?.request('members.add', {
      room_id: 1,
      user_ids: Array.from({ length: 100 }, (_, n) => `of ${from + n}`.replace(' ', '-')),
    })
  await add(0)
  await add(101)
  expect(await add(200)?.catch(({ code, retry_after_ms }) => [code, retry_after_ms > 0])).toEqual([
    'rate_limited',
    true,
  ])
})

test('LIMIT-2 joins and leaves have a rate, and joining a room that the user is in costs nothing', async () => {
  const { by, pipe } = await crowd(chat, 'ann', 'bob')
  const { room } = await by.ann.request('room.open', { pipe, is_public: true })
  const { room_id } = room
  const join = () =>
    by.bob.request('room.join', { room_id }).then(
      () => 'joined',
      ({ code }) => code,
    )
  // Allowance that returns to the user during the attempts counts too.
  let joined = 0
  let answer = await join()
  for (; answer === 'joined' && joined < 1_000; joined++) {
    await by.bob.request('room.leave', { room_id })
    answer = await join()
  }
  expect(joined).toBeGreaterThanOrEqual(120)
  expect(answer).toBe('rate_limited')
  for (let n = 0; n < 125; n++) await by.ann.request('room.join', { room_id })
})

test("ACCESS-2 a dialog can't be joined as a room, not even by its users", async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'eve')
  const { room } = await by.ann.request('dialog.open', { user_id: ids.bob })
  for (const socket of [by.ann, by.eve]) {
    expect((await socket.refusal('room.join', { room_id: room.room_id })).code).toBe('room_not_found')
  }
})
