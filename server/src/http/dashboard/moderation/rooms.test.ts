import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { ModeratedRoomView, ReadMessage, RoomMember } from '@imbachat/protocol/http/moderation/rooms'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widgetId: number
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widgetId = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
})
afterAll(() => dashboard.stop())

const about = (room_id?: number) => ({ cookie: ann, params: { widget_id: widgetId, room_id } })
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
  await chat.openDialog({ widgetId, userId: '1', peerId: '2', needAccess: false })
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

test('ROOMS-2 a room is renamed, closed and frozen, and another account changes none', async () => {
  const { room_id } = await create({ title: 'Old' })
  await change(room_id, { title: 'New', is_public: false, frozen: true })
  expect((await list({ filter: 'frozen' })).rooms).toMatchObject([{ title: 'New', is_public: false, frozen: true }])
  const foreign = { ...about(room_id), cookie: bob, body: { title: 'Mine' } }
  expect((await errorOf(await dashboard.ask('widget_rooms.change', foreign))).code).toBe('not_found')
  expect((await errorOf(await change(999, { frozen: true }))).code).toBe('room_not_found')
})

test('ROOMS-3 any conversation is read with a reason, which is in the audit log before it is shown', async () => {
  const { chat } = dashboard.store
  const { roomId } = await chat.openDialog({ widgetId, userId: '1', peerId: '2', needAccess: false })
  const say = (text: string) =>
    chat.appendMessage({ widgetId, roomId, senderId: '1', clientId: crypto.randomUUID(), text, replyTo: null })
  for (let n = 1; n <= 60; n++) await say(`text ${n}`)
  const ask = (body: object) => dashboard.ask('widget_rooms.read', { ...about(roomId), body })
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
  expect(entries[0]).toMatchObject({ actor: 'ann@shop.example', target: String(roomId) })
  expect(entries[0]?.details).toContain('A complaint')
})

test('QUEUE-8 a moderator reads cards, words of the site and changes of the room, with the names that they name', async () => {
  const { chat } = dashboard.store
  const input = { widgetId, pipe: 'carried', title: 'Carried', isPublic: true, ownerId: '1', userIds: [] }
  const { roomId } = await chat.makeRoom(input)
  const card = { title: 'Order 17', buttons: [{ id: '1', label: '<b>Pay</b>', type: 'reply' as const }] }
  const message = { widgetId, roomId, senderId: '1', clientId: crypto.randomUUID(), text: '', replyTo: null }
  await chat.appendMessage({ ...message, parts: { card } })
  await chat.postNotice({ widgetId, roomId, clientId: crypto.randomUUID(), text: 'Order 17 is paid' })
  const answer = await dashboard.ask('widget_rooms.read', { ...about(roomId), body: { reason: 'A complaint' } })
  const { messages } = await read<{ messages: ReadMessage[] }>(answer)
  expect(messages.map(({ carries }) => carries)).toMatchObject([
    { card: { title: 'Order 17', buttons: ['<b>Pay</b>'] } },
    { notice: { kind: 'site', text: 'Order 17 is paid' } },
  ])
})

test('ROOMS-4 a room shows its managers first, then its members by page', async () => {
  const { chat } = dashboard.store
  const input = { widgetId, pipe: 'club', title: 'Club', isPublic: true, ownerId: 'zoe', userIds: ['1', '2', '3'] }
  const { roomId } = await chat.makeRoom(input)
  const page = await read<{ members: RoomMember[]; next: string | null }>(
    await dashboard.ask('widget_rooms.get', { ...about(roomId), query: { limit: '2' } }),
  )
  expect(page.members.map(({ user, role }) => [user.user_id, role])).toEqual([
    ['zoe', 'owner'],
    ['1', 'member'],
    ['2', 'member'],
  ])
  const rest = await read<{ members: RoomMember[]; next: string | null }>(
    await dashboard.ask('widget_rooms.get', { ...about(roomId), query: { limit: '2', cursor: page.next ?? '' } }),
  )
  expect(rest.members.map(({ user }) => user.user_id)).toEqual(['3'])
  expect(rest.next).toBeNull()
})

test('ROOMS-5 an archived room freezes, leaves the list and the directory of its members, and comes back', async () => {
  const { chat } = dashboard.store
  const input = { widgetId, pipe: 'old-club', title: 'Old club', isPublic: true, ownerId: 'ann', userIds: ['bea'] }
  const { roomId } = await chat.makeRoom(input)
  const listed = async (filter: 'all' | 'archive') =>
    (await chat.roomsOf(widgetId, 'bea', { cursor: null, limit: 50, filter })).rooms.map(({ room }) => room.roomId)
  const inDirectory = async () =>
    (await chat.listedRooms(widgetId, 'bea', { cursor: null, limit: 50 })).rooms.map((room) => room.roomId)
  const say = () =>
    chat.appendMessage({ widgetId, roomId, senderId: 'ann', clientId: crypto.randomUUID(), text: 'Hi', replyTo: null })

  await change(roomId, { archived: true })
  expect(await listed('all')).not.toContain(roomId)
  expect(await listed('archive')).toContain(roomId)
  expect((await chat.roomCounts(widgetId, 'bea')).archived).toBe(1)
  expect(await inDirectory()).not.toContain(roomId)
  expect(await say()).toMatchObject({ kind: 'refused', reason: 'frozen' })
  expect((await list({ filter: 'archived' })).rooms).toMatchObject([{ room_id: roomId, archived: true, frozen: false }])

  await change(roomId, { archived: false })
  expect(await listed('all')).toContain(roomId)
  expect(await inDirectory()).toContain(roomId)
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
  const userIds = ['m1', 'm2', 'm3', 'outside']
  const people = userIds.map((userId, n) => ({ userId, name: n < 3 ? `Zoë Zimmer ${n}` : 'Zoë Outside' }))
  const rest = { avatarUrl: null, profileUrl: null, badge: null, lastLoginAt: null, email: null, role: 'user' as const }
  const empty = { profiles: {}, permissions: null, extra: {} }
  await chat.putUsers(
    widgetId,
    people.map((one) => ({ ...one, ...rest, ...empty })),
  )
  const made = { widgetId, pipe: 'z', title: 'Z', isPublic: false, ownerId: null, userIds: userIds.slice(0, 3) }
  const { roomId } = await chat.makeRoom(made)
  const find = async (query: Record<string, string>) =>
    read<{ members: RoomMember[]; next: string | null }>(
      await dashboard.ask('widget_rooms.members', { ...about(roomId), query }),
    )
  const first = await find({ query: 'zoe', limit: '2' })
  expect(first.members.map(({ user }) => user.user_id)).toEqual(['m1', 'm2'])
  const rest2 = await find({ query: 'zoe', limit: '2', cursor: first.next ?? '' })
  expect(rest2).toMatchObject({ members: [{ user: { user_id: 'm3' } }], next: null })

  const add = (user_ids: string[]) =>
    dashboard.ask('widget_rooms.add_members', { ...about(roomId), body: { user_ids } })
  expect(await read(await add(['outside', 'm1']))).toMatchObject({ changed: ['outside'], room: { member_count: 4 } })
  expect(await errorOf(await add(['nobody-at-all']))).toMatchObject({ code: 'user_unknown', field: 'user_ids' })
  const remove = (body: object) => dashboard.ask('widget_rooms.remove_members', { ...about(roomId), body })
  expect(await read(await remove({ user_ids: ['m2'], ban: true }))).toMatchObject({
    changed: ['m2'],
    room: { member_count: 3 },
  })
  expect((await chat.roomOf(widgetId, roomId, 'm2'))?.member.state).toBe('banned')
  expect((await read<{ changed: string[] }>(await add(['m2']))).changed).toEqual(['m2'])
})

test('ROOMS-8 a moderator who is in no room gives roles, and a new owner takes the place of the one before', async () => {
  const { chat } = dashboard.store
  const input = { widgetId, pipe: 'roles', title: 'Roles', isPublic: true, ownerId: 'old', userIds: ['new', 'third'] }
  const { roomId } = await chat.makeRoom(input)
  const give = (user_id: string, role: string) =>
    dashboard.ask('widget_rooms.change_role', { ...about(roomId), body: { user_id, role } })
  expect(await read(await give('third', 'admin'))).toMatchObject({ changed: ['third'], member: { role: 'admin' } })
  expect(await read(await give('new', 'owner'))).toMatchObject({ changed: ['old', 'new'] })
  const roles = (await chat.managersOf(widgetId, roomId, 10)).map(({ userId, role }) => [userId, role])
  expect(roles.sort()).toEqual([
    ['new', 'owner'],
    ['old', 'admin'],
    ['third', 'admin'],
  ])
  expect(await errorOf(await give('nobody', 'admin'))).toMatchObject({ code: 'user_unknown', field: 'user_id' })
})

test('ROOMS-9 deleting a room needs its title, and leaves nothing of it', async () => {
  const { chat, readDb } = dashboard.store
  const input = { widgetId, pipe: 'doomed', title: 'Doomed', isPublic: true, ownerId: 'ann', userIds: ['bea', 'cat'] }
  const { roomId } = await chat.makeRoom(input)
  for (let n = 1; n <= 90; n++) {
    const message = { widgetId, roomId, senderId: 'ann', clientId: crypto.randomUUID(), text: `${n}`, replyTo: null }
    await chat.appendMessage(message)
  }
  const hidden = { widgetId, roomId, senderId: 'bea', clientId: crypto.randomUUID(), text: 'casino', replyTo: null }
  await chat.appendMessage({ ...hidden, hold: { reason: 'words', found: 'casino' } })
  const remove = (confirm: string) => dashboard.ask('widget_rooms.delete', { ...about(roomId), body: { confirm } })
  const losses = await read(await dashboard.ask('widget_rooms.contents', about(roomId)))
  expect(losses).toEqual({ messages: 90, files: 0, members: 3 })
  expect((await errorOf(await remove('Dooomed'))).field).toBe('confirm')
  const { task } = await read<{ task: { task_id: string; room: string } }>(await remove('Doomed'))
  expect(task.room).toBe('Doomed')
  expect((await errorOf(await remove('Doomed'))).code).toBe('conflict')
  const stop = { ...about(), params: { widget_id: widgetId, task_id: task.task_id }, body: {} }
  expect((await errorOf(await dashboard.ask('tasks.stop', stop))).code).toBe('forbidden')

  await runTask(task.task_id)
  expect(await stateOf(task.task_id)).toBe('done')
  const itemsOfHeld = await chat.ownItemsAt(widgetId, 'bea', [`held/${roomId}`])
  expect(itemsOfHeld.filter(({ value }) => value !== null)).toEqual([])
  for (const table of ['message', 'member', 'held_message'] as const) {
    const rows = await readDb.selectFrom(table).select('room_id').where('room_id', '=', roomId).execute()
    expect(rows).toEqual([])
  }
  expect((await errorOf(await dashboard.ask('widget_rooms.get', about(roomId)))).code).toBe('room_not_found')
  expect(await chat.roomOfPipe(widgetId, 'doomed')).toBeNull()
})

const stateOf = async (taskId: string) =>
  (await dashboard.store.readDb.selectFrom('task').select('state').where('id', '=', taskId).executeTakeFirst())?.state

/** It ends its turn now and then. */
async function runTask(taskId: string): Promise<void> {
  for (let turn = 0; turn < 100 && (await stateOf(taskId)) === 'running'; turn++) {
    await dashboard.runTask({ widgetId, taskId })
  }
}

test('ROOMS-10 a member and a message that come while a room is deleted are told of before their rows go', async () => {
  const { chat, control, readDb } = dashboard.store
  const input = { widgetId, pipe: 'closing', title: 'Closing', isPublic: true, ownerId: 'ann', userIds: [] }
  const { roomId } = await chat.makeRoom(input)
  const message = { widgetId, roomId, senderId: 'ann', clientId: crypto.randomUUID(), text: 'Late', replyTo: null }
  await chat.appendMessage(message)
  const begun = await dashboard.ask('widget_rooms.delete', { ...about(roomId), body: { confirm: 'Closing' } })
  const { task_id } = (await read<{ task: { task_id: string } }>(begun)).task
  // as if both had come after their parts: the task is where it removes rows
  const place = JSON.stringify({ part: 'rows', seq: 0 })
  await control.updateTable('task').set({ place }).where('id', '=', task_id).execute()
  const told: string[] = []
  const stop = dashboard.chat.bus.subscribe((event) => {
    if (event.t === 'room' && event.roomId === roomId) told.push(`gone ${event.gone?.join()}`)
    if (event.t === 'message' && event.roomId === roomId) told.push(`deleted ${event.message.deleted_at !== null}`)
  })
  await runTask(task_id)
  stop()
  expect(await stateOf(task_id)).toBe('done')
  expect(told.toSorted()).toEqual(['deleted true', 'gone ann'])
  for (const table of ['message', 'member'] as const) {
    expect(await readDb.selectFrom(table).select('room_id').where('room_id', '=', roomId).execute()).toEqual([])
  }
  expect(await chat.roomOfPipe(widgetId, 'closing')).toBeNull()
})
