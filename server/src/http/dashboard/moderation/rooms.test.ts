import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { ModeratedRoomView, ReadMessage, RoomMember } from '@imbachat/protocol/http/moderation/rooms'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
})
afterAll(() => dashboard.stop())

const about = (room_id?: number) => ({ cookie: ann, params: { widget_id, room_id } })
const list = async (query: Record<string, string> = {}) =>
  read<{ rooms: ModeratedRoomView[]; next: string | null }>(
    await dashboard.ask('widget_rooms.list', { ...about(), query }),
  )
const create = async (body: object) =>
  (await read<{ room: ModeratedRoomView }>(await dashboard.ask('widget_rooms.create', { ...about(), body }))).room
const change = (room_id: number, body: object) => dashboard.ask('widget_rooms.change', { ...about(room_id), body })
const titles = ({ rooms }: { rooms: ModeratedRoomView[] }) => rooms.map(({ title }) => title)

test('ROOMS-1 rooms are created, listed in pages and found by their title, and dialogs are not among them', async () => {
  const { chat } = dashboard.store
  await chat.openDialog({ widget_id, user_id: '1', peer_id: '2', needAccess: false })
  for (const title of ['Ёлки', 'News', 'Quay']) {
    dashboard.clock.elapse(1)
    await create({ title, announcements: title === 'News' })
  }
  const first = await list({ limit: '2' })
  expect(titles(first)).toEqual(['Quay', 'News'])
  expect(titles(await list({ limit: '2', cursor: first.next ?? '' }))).toEqual(['Ёлки'])
  expect(titles(await list({ query: 'елк' }))).toEqual(['Ёлки'])
  expect(first.rooms[1]).toMatchObject({ announcements: true, is_public: true, frozen: false, member_count: 0 })
})

test('ROOMS-11 rooms are sorted by title, members, messages and age, both ways, with a total', async () => {
  const { control } = dashboard.store
  const change = (title: string, values: object) =>
    control.updateTable('room').set(values).where('widget_id', '=', widget_id).where('title', '=', title).execute()
  await change('Quay', { member_count: 3, last_seq: 5 })
  await change('News', { member_count: 9, last_seq: 4 })
  const sorted = async (sort: string) => {
    const first = await list({ sort, limit: '2' })
    return [...titles(first), ...titles(await list({ sort, limit: '2', cursor: first.next ?? '' }))]
  }
  expect(await sorted('title')).toEqual(['News', 'Quay', 'Ёлки'])
  expect(await sorted('-title')).toEqual(['Ёлки', 'Quay', 'News'])
  expect(await sorted('-members')).toEqual(['News', 'Quay', 'Ёлки'])
  expect(await sorted('messages')).toEqual(['Ёлки', 'News', 'Quay'])
  expect(await sorted('created')).toEqual(['Ёлки', 'News', 'Quay'])
  expect(await list({ limit: '1', figures: '1' })).toMatchObject({ total: 3 })
  expect(await list({ query: 'news', figures: '1' })).toMatchObject({ total: 1 })
  expect(await list()).toMatchObject({ total: null })
})

test('ROOMS-12 several rooms are archived at once, each with an entry, and those that were not so come back', async () => {
  const made = [await create({ title: 'Old one' }), await create({ title: 'Old two' })].map(({ room_id }) => room_id)
  await change(Number(made[0]), { archived: true })
  const many = async (body: object) =>
    (
      await read<{ changed: ModeratedRoomView[] }>(
        await dashboard.ask('widget_rooms.change_many', { ...about(), body: { room_ids: [...made, 999], ...body } }),
      )
    ).changed
  expect(await many({ archived: true })).toMatchObject([{ title: 'Old two', archived: true }])
  const { entries } = await read<{ entries: object[] }>(await dashboard.ask('audit.list', about()))
  expect(entries[0]).toMatchObject({ action: 'widget_rooms.change_many', target: `${made[1]}` })
  expect(await many({ archived: true })).toEqual([])
  expect((await many({ archived: false })).map(({ archived }) => archived)).toEqual([false, false])
  expect(await many({ frozen: true })).toHaveLength(2)
  expect((await many({ is_public: false })).map(({ is_public }) => is_public)).toEqual([false, false])
  expect(await many({ is_public: false })).toEqual([])
  for (const room_id of made) await change(room_id, { frozen: false, archived: false })
})

test('ROOMS-2 a room is renamed, closed and frozen, and another account changes none', async () => {
  const { room_id } = await create({ title: 'Old' })
  await change(room_id, { title: 'New', is_public: false, frozen: true })
  expect((await list({ filter: 'frozen' })).rooms).toMatchObject([{ title: 'New', is_public: false, frozen: true }])
  const { entries } = await read<{ entries: object[] }>(await dashboard.ask('audit.list', about()))
  const [title, off, on] = [
    { from: 'Old', to: 'New' },
    { from: true, to: false },
    { from: false, to: true },
  ]
  const changes = { title, is_public: off, frozen: on }
  expect(entries[0]).toMatchObject({ action: 'widget_rooms.change', target: `${room_id}`, details: { changes } })
  const foreign = { ...about(room_id), cookie: bob, body: { title: 'Mine' } }
  expect((await errorOf(await dashboard.ask('widget_rooms.change', foreign))).code).toBe('not_found')
  expect((await errorOf(await change(999, { frozen: true }))).code).toBe('room_not_found')
})

test('ROOMS-3 any conversation is read with a reason, which is in the audit log before it is shown', async () => {
  const { chat } = dashboard.store
  const { room_id } = await chat.openDialog({ widget_id, user_id: '1', peer_id: '2', needAccess: false })
  const say = (text: string) =>
    chat.appendMessage({ widget_id, room_id, sender_id: '1', client_id: crypto.randomUUID(), text, reply_to: null })
  for (let n = 1; n <= 60; n++) await say(`text ${n}`)
  const ask = (body: object) => dashboard.ask('widget_rooms.read', { ...about(room_id), body })
  expect((await errorOf(await ask({ reason: ' ' }))).field).toBe('reason')
  const page = await read<{ messages: ReadMessage[]; more: boolean }>(await ask({ reason: 'A complaint' }))
  expect(page.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 11))
  const older = await read<{ messages: ReadMessage[]; more: boolean }>(
    await ask({ reason: 'A complaint', before_seq: 11 }),
  )
  expect(older).toMatchObject({ more: false, messages: { length: 10 } })
  const entries = await dashboard.store.readDb
    .selectFrom('audit')
    .select(['actor', 'action', 'target', 'details'])
    .where('action', '=', 'widget_rooms.read')
    .execute()
  expect(entries).toHaveLength(2)
  expect(entries[0]).toMatchObject({ actor: 'ann@shop.example', target: String(room_id) })
  expect(entries[0]?.details).toContain('A complaint')
})

test('QUEUE-8 a moderator reads cards, words of the site and changes of the room, with the names that they name', async () => {
  const { chat } = dashboard.store
  const input = { widget_id, pipe: 'carried', title: 'Carried', is_public: true, ownerId: '1', user_ids: [] }
  const { room_id } = await chat.makeRoom(input)
  const card = { title: 'Order 17', buttons: [{ id: '1', label: '<b>Pay</b>', type: 'reply' as const }] }
  const message = { widget_id, room_id, sender_id: '1', client_id: crypto.randomUUID(), text: '', reply_to: null }
  await chat.appendMessage({ ...message, parts: { card } })
  await chat.postNotice({ widget_id, room_id, client_id: crypto.randomUUID(), text: 'Order 17 is paid' })
  const answer = await dashboard.ask('widget_rooms.read', { ...about(room_id), body: { reason: 'A complaint' } })
  const { messages } = await read<{ messages: ReadMessage[] }>(answer)
  expect(messages.map(({ carries }) => carries)).toMatchObject([
    { card: { title: 'Order 17', buttons: ['<b>Pay</b>'] } },
    { notice: { kind: 'site', text: 'Order 17 is paid' } },
  ])
})

test('ROOMS-4 a room shows its managers first, then its members by page', async () => {
  const { chat } = dashboard.store
  const input = { widget_id, pipe: 'club', title: 'Club', is_public: true, ownerId: 'zoe', user_ids: ['1', '2', '3'] }
  const { room_id } = await chat.makeRoom(input)
  const page = await read<{ members: RoomMember[]; next: string | null }>(
    await dashboard.ask('widget_rooms.get', { ...about(room_id), query: { limit: '2' } }),
  )
  expect(page.members.map(({ user, role }) => [user.user_id, role])).toEqual([
    ['zoe', 'owner'],
    ['1', 'member'],
    ['2', 'member'],
  ])
  const rest = await read<{ members: RoomMember[]; next: string | null }>(
    await dashboard.ask('widget_rooms.get', { ...about(room_id), query: { limit: '2', cursor: page.next ?? '' } }),
  )
  expect(rest.members.map(({ user }) => user.user_id)).toEqual(['3'])
  expect(rest.next).toBeNull()
})

test('ROOMS-5 an archived room freezes, leaves the list and the directory of its members, and comes back', async () => {
  const { chat } = dashboard.store
  const input = { widget_id, pipe: 'old-club', title: 'Old club', is_public: true, ownerId: 'ann', user_ids: ['bea'] }
  const { room_id } = await chat.makeRoom(input)
  const listed = async (filter: 'all' | 'archive') =>
    (await chat.roomsOf(widget_id, 'bea', { cursor: null, limit: 50, filter })).rooms.map(({ room }) => room.room_id)
  const inDirectory = async () =>
    (await chat.listedRooms(widget_id, 'bea', { cursor: null, limit: 50 })).rooms.map((room) => room.room_id)
  const say = () =>
    chat.appendMessage({
      widget_id,
      room_id,
      sender_id: 'ann',
      client_id: crypto.randomUUID(),
      text: 'Hi',
      reply_to: null,
    })

  await change(room_id, { archived: true })
  expect(await listed('all')).not.toContain(room_id)
  expect(await listed('archive')).toContain(room_id)
  expect((await chat.roomCounts(widget_id, 'bea')).archived).toBe(1)
  expect(await inDirectory()).not.toContain(room_id)
  expect(await say()).toMatchObject({ kind: 'refused', reason: 'frozen' })
  expect((await list({ filter: 'archived' })).rooms).toMatchObject([{ room_id, archived: true, frozen: false }])

  await change(room_id, { archived: false })
  expect(await listed('all')).toContain(room_id)
  expect(await inDirectory()).toContain(room_id)
  expect(await say()).toMatchObject({ kind: 'appended' })
})

test('ROOMS-6 a room that was frozen before it was archived is frozen when it is restored', async () => {
  const { room_id } = await create({ title: 'Quiet' })
  await change(room_id, { frozen: true })
  await change(room_id, { archived: true })
  const restored = await read<{ room: ModeratedRoomView }>(await change(room_id, { archived: false }))
  expect(restored.room).toMatchObject({ frozen: true, archived: false })
})

test('ROOMS-7 members are found by name in pages, added, removed and kept out', async () => {
  const { chat } = dashboard.store
  const user_ids = ['m1', 'm2', 'm3', 'outside']
  const people = user_ids.map((user_id, n) => ({ user_id, name: n < 3 ? `Zoë Zimmer ${n}` : 'Zoë Outside' }))
  const rest = {
    avatar_url: null,
    profile_url: null,
    badge: null,
    last_login_at: null,
    email: null,
    role: 'user' as const,
  }
  const empty = { profiles: {}, permissions: null, extra: {} }
  await chat.putUsers({ widget_id, users: people.map((one) => ({ ...one, ...rest, ...empty })) })
  const made = { widget_id, pipe: 'z', title: 'Z', is_public: false, ownerId: null, user_ids: user_ids.slice(0, 3) }
  const { room_id } = await chat.makeRoom(made)
  const find = async (query: Record<string, string>) =>
    read<{ members: RoomMember[]; next: string | null }>(
      await dashboard.ask('widget_rooms.members', { ...about(room_id), query }),
    )
  const first = await find({ query: 'zoe', limit: '2' })
  expect(first.members.map(({ user }) => user.user_id)).toEqual(['m1', 'm2'])
  const rest2 = await find({ query: 'zoe', limit: '2', cursor: first.next ?? '' })
  expect(rest2).toMatchObject({ members: [{ user: { user_id: 'm3' } }], next: null })

  const add = (user_ids: string[]) =>
    dashboard.ask('widget_rooms.add_members', { ...about(room_id), body: { user_ids } })
  expect(await read(await add(['outside', 'm1']))).toMatchObject({ changed: ['outside'], room: { member_count: 4 } })
  expect(await errorOf(await add(['nobody-at-all']))).toMatchObject({ code: 'user_unknown', field: 'user_ids' })
  const remove = (body: object) => dashboard.ask('widget_rooms.remove_members', { ...about(room_id), body })
  expect(await read(await remove({ user_ids: ['m2'], ban: true }))).toMatchObject({
    changed: ['m2'],
    room: { member_count: 3 },
  })
  expect((await chat.roomOf(widget_id, room_id, 'm2'))?.member.state).toBe('banned')
  expect((await read<{ changed: string[] }>(await add(['m2']))).changed).toEqual(['m2'])
})

test('ROOMS-15 a closed room with messages opens, and takes users, only with a reason, which the log has', async () => {
  const { chat } = dashboard.store
  const made = { widget_id, title: 'Among us', is_public: false, ownerId: 'zoe', user_ids: ['m1'] }
  const { room_id } = await chat.makeRoom({ ...made, pipe: 'among us' })
  const empty = await chat.makeRoom({ ...made, pipe: 'empty' })
  for (const user_id of ['zoe', 'm2']) await chat.touchUser({ widget_id, user_id })
  const say = { widget_id, room_id, sender_id: 'zoe', client_id: crypto.randomUUID(), reply_to: null }
  await chat.appendMessage({ ...say, text: 'For us alone' })
  const acts = {
    'widget_rooms.change': (body: object) => dashboard.ask('widget_rooms.change', { ...about(room_id), body }),
    'widget_rooms.change_many': (body: object) =>
      dashboard.ask('widget_rooms.change_many', { ...about(), body: { room_ids: [room_id], ...body } }),
    'widget_rooms.add_members': (body: object) =>
      dashboard.ask('widget_rooms.add_members', { ...about(room_id), body }),
  }
  const asked = [
    ['widget_rooms.change', { is_public: true }],
    ['widget_rooms.change_many', { is_public: true }],
    ['widget_rooms.add_members', { user_ids: ['m2'] }],
  ] as const
  for (const [name, body] of asked) {
    for (const reason of [undefined, ' a ']) {
      const refused = await errorOf(await acts[name]({ ...body, reason }))
      expect(refused).toMatchObject({ code: 'invalid_field', field: 'reason' })
    }
    expect((await chat.roomOf(widget_id, room_id, 'zoe'))?.room.is_public).toBe(false)
    expect((await acts[name]({ ...body, reason: `A report: ${name}` })).status).toBe(200)
    const { entries } = await read<{ entries: { action: string; details: object }[] }>(
      await dashboard.ask('audit.list', about()),
    )
    expect(entries[0]?.action).toBe(name)
    expect(entries[0]?.details).toMatchObject({ reason: `A report: ${name}` })
    // other changes show nothing
    expect((await acts['widget_rooms.change']({ is_public: false, frozen: false })).status).toBe(200)
  }
  const open = { ...about(empty.room_id), body: { is_public: true } }
  expect((await dashboard.ask('widget_rooms.change', open)).status).toBe(200)
})

test('ROOMS-8 a moderator who is in no room gives roles, and a new owner takes the place of the one before', async () => {
  const { chat } = dashboard.store
  const input = {
    widget_id,
    pipe: 'roles',
    title: 'Roles',
    is_public: true,
    ownerId: 'old',
    user_ids: ['new', 'third'],
  }
  const { room_id } = await chat.makeRoom(input)
  const give = (user_id: string, role: string) =>
    dashboard.ask('widget_rooms.change_role', { ...about(room_id), body: { user_id, role } })
  expect(await read(await give('third', 'admin'))).toMatchObject({ changed: ['third'], member: { role: 'admin' } })
  expect(await read(await give('new', 'owner'))).toMatchObject({ changed: ['old', 'new'] })
  const roles = (await chat.managersOf(widget_id, room_id, 10)).map(({ user_id, role }) => [user_id, role])
  expect(roles.sort()).toEqual([
    ['new', 'owner'],
    ['old', 'admin'],
    ['third', 'admin'],
  ])
  expect(await errorOf(await give('nobody', 'admin'))).toMatchObject({ code: 'user_unknown', field: 'user_id' })
})

test('ROOMS-9 deleting a room needs its title, and leaves nothing of it', async () => {
  const { chat, readDb } = dashboard.store
  const input = {
    widget_id,
    pipe: 'doomed',
    title: 'Doomed',
    is_public: true,
    ownerId: 'ann',
    user_ids: ['bea', 'cat'],
  }
  const { room_id } = await chat.makeRoom(input)
  for (let n = 1; n <= 90; n++) {
    const message = {
      widget_id,
      room_id,
      sender_id: 'ann',
      client_id: crypto.randomUUID(),
      text: `${n}`,
      reply_to: null,
    }
    await chat.appendMessage(message)
  }
  const hidden = {
    widget_id,
    room_id,
    sender_id: 'bea',
    client_id: crypto.randomUUID(),
    text: 'casino',
    reply_to: null,
  }
  await chat.appendMessage({ ...hidden, hold: { reason: 'words', found: 'casino' } })
  const remove = (confirm: string) => dashboard.ask('widget_rooms.delete', { ...about(room_id), body: { confirm } })
  const losses = await read(await dashboard.ask('widget_rooms.contents', about(room_id)))
  expect(losses).toEqual({ messages: 90, files: 0, members: 3 })
  expect((await errorOf(await remove('Dooomed'))).field).toBe('confirm')
  const { task } = await read<{ task: { task_id: string; room: string } }>(await remove('Doomed'))
  expect(task.room).toBe('Doomed')
  expect((await errorOf(await remove('Doomed'))).code).toBe('conflict')
  const stop = { ...about(), params: { widget_id, task_id: task.task_id }, body: {} }
  expect((await errorOf(await dashboard.ask('tasks.stop', stop))).code).toBe('forbidden')

  await runTask(task.task_id)
  expect(await stateOf(task.task_id)).toBe('done')
  const itemsOfHeld = await chat.ownItemsAt(widget_id, 'bea', [`held/${room_id}`])
  expect(itemsOfHeld.filter(({ value }) => value !== null)).toEqual([])
  for (const table of ['message', 'member', 'held_message'] as const) {
    const rows = await readDb.selectFrom(table).select('room_id').where('room_id', '=', room_id).execute()
    expect(rows).toEqual([])
  }
  expect((await errorOf(await dashboard.ask('widget_rooms.get', about(room_id)))).code).toBe('room_not_found')
  expect(await chat.roomOfPipe(widget_id, 'doomed')).toBeNull()
})

const stateOf = async (task_id: string) =>
  (await dashboard.store.readDb.selectFrom('task').select('state').where('id', '=', task_id).executeTakeFirst())?.state

/** It ends its turn now and then. */
async function runTask(task_id: string): Promise<void> {
  for (let turn = 0; turn < 100 && (await stateOf(task_id)) === 'running'; turn++) {
    await dashboard.runTask({ widget_id, task_id })
  }
}

test('ROOMS-10 a member and a message that come while a room is deleted get events before their rows go', async () => {
  const { chat, control, readDb } = dashboard.store
  const input = { widget_id, pipe: 'closing', title: 'Closing', is_public: true, ownerId: 'ann', user_ids: [] }
  const { room_id } = await chat.makeRoom(input)
  const message = { widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), text: 'Late', reply_to: null }
  await chat.appendMessage(message)
  const begun = await dashboard.ask('widget_rooms.delete', { ...about(room_id), body: { confirm: 'Closing' } })
  const { task_id } = (await read<{ task: { task_id: string } }>(begun)).task
  // as if both had come after their parts: the task is where it removes rows
  const place = JSON.stringify({ part: 'rows', seq: 0 })
  await control.updateTable('task').set({ place }).where('id', '=', task_id).execute()
  const received: string[] = []
  const stop = dashboard.chat.bus.subscribe((event) => {
    if (event.t === 'room' && event.room_id === room_id) received.push(`gone ${event.gone?.join()}`)
    if (event.t === 'message' && event.room_id === room_id)
      received.push(`deleted ${event.message.deleted_at !== null}`)
  })
  await runTask(task_id)
  stop()
  expect(await stateOf(task_id)).toBe('done')
  expect(received.toSorted()).toEqual(['deleted true', 'gone ann'])
  for (const table of ['message', 'member'] as const) {
    expect(await readDb.selectFrom(table).select('room_id').where('room_id', '=', room_id).execute()).toEqual([])
  }
  expect(await chat.roomOfPipe(widget_id, 'closing')).toBeNull()
})
