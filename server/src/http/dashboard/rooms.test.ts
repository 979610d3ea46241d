import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { ModeratedRoomView, ReadMessage, RoomMember } from '@imbachat/protocol/http/rooms'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

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
  const entries = await dashboard.store.reader
    .selectFrom('audit')
    .select(['actor', 'action', 'target', 'details'])
    .where('action', '=', 'widget_rooms.read')
    .execute()
  expect(entries).toHaveLength(2)
  expect(entries[0]).toMatchObject({ actor: 'ann@shop.example', target: String(roomId) })
  expect(entries[0]?.details).toContain('A complaint')
})

test('ROOMS-4 a room shows its managers first, then its members by page', async () => {
  const { chat } = dashboard.store
  const wish = { widgetId, pipe: 'club', title: 'Club', isPublic: true, ownerId: 'zoe', userIds: ['1', '2', '3'] }
  const { roomId } = await chat.makeRoom(wish)
  const page = await read<{ members: RoomMember[]; next: string | null }>(
    await dashboard.ask('widget_rooms.get', { ...about(roomId), query: { limit: '2' } }),
  )
  expect(page.members.map(({ user, role }) => [user.user_id, role])).toEqual([
    ['zoe', 'owner'],
    ['1', 'member'],
    ['2', 'member'],
  ])
  expect(page.next).not.toBeNull()
})
