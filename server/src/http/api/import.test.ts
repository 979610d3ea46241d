import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
beforeAll(async () => {
  site = await startApiSite()
})
afterAll(() => site.stop())

const put = async (body: unknown) => (await site.call('import.history', { body })).body
const messagesOf = async (room: string) => (await site.call('messages.list', { params: { room } })).body.messages
const at = (minute: number) => Date.UTC(2024, 0, 1, 12, minute)

test('IMPORT-1 a site takes over users, a group and a dialog with their messages, as they were', async () => {
  const answer = await put({
    users: [
      { user_id: 'old1', name: 'Olga', avatar_url: 'https://shop.example/o.png' },
      { user_id: 'old2', name: 'Oleg' },
    ],
    rooms: [
      {
        ...{ pipe: 'club', title: 'Club', created_at: at(0) },
        members: [{ user_id: 'old1', role: 'owner' }, { user_id: 'old2' }],
      },
      { user_ids: ['old1', 'old2'], created_at: at(0) },
    ],
    messages: [
      { id: 'm1', pipe: 'club', sender_id: 'old1', text: 'Welcome', created_at: at(1) },
      {
        ...{ id: 'm2', pipe: 'club', sender_id: 'old2', text: 'Hello!', created_at: at(2), edited_at: at(3) },
        ...{ reply_to: 'm1', reactions: [{ emoji: '👍', user_ids: ['old1'] }] },
        entities: [{ type: 'bold', offset: 0, length: 5 }],
      },
      { id: 'd1', user_ids: ['old2', 'old1'], sender_id: 'old2', text: 'Between us', created_at: at(4) },
    ],
  })
  expect(answer).toEqual({
    users: [{ status: 'stored' }, { status: 'stored' }],
    rooms: [
      { status: 'stored', room_id: expect.any(Number) },
      { status: 'stored', room_id: expect.any(Number) },
    ],
    messages: [
      { status: 'stored', seq: 1 },
      { status: 'stored', seq: 2 },
      { status: 'stored', seq: 1 },
    ],
  })
  expect(await messagesOf('pipe:club')).toMatchObject([
    {
      ...{ seq: 2, sender_id: 'old2', text: 'Hello!', reply_to: 1, created_at: at(2), edited_at: at(3) },
      reactions: [{ emoji: '👍', count: 1, user_ids: ['old1'] }],
      entities: [{ type: 'bold', offset: 0, length: 5 }],
    },
    { seq: 1, sender_id: 'old1', text: 'Welcome', created_at: at(1), edited_at: null },
  ])
  const [dialog] = answer.rooms.slice(1)
  expect(await messagesOf(String(dialog.room_id))).toMatchObject([{ text: 'Between us', sender_id: 'old2' }])
  expect((await site.call('users.unread', { params: { user_id: 'old1' } })).body.unread_rooms).toBe(0)
  const members = await site.call('members.list', { params: { room: 'pipe:club' } })
  expect(members.body.members).toMatchObject([
    { user: { user_id: 'old1' }, role: 'owner' },
    { user: { user_id: 'old2' }, role: 'member' },
  ])
})

test('IMPORT-2 the same call again answers the same numbers, and changes neither users nor messages', async () => {
  const body = {
    users: [{ user_id: 'again', name: 'First name' }],
    rooms: [{ pipe: 'again', title: 'Again', members: [{ user_id: 'again' }] }],
    messages: [{ id: 'a1', pipe: 'again', sender_id: 'again', text: 'Once', created_at: at(1) }],
  }
  const first = await put(body)
  const second = await put({ ...body, users: [{ user_id: 'again', name: 'Other name' }] })
  expect(second).toEqual({
    users: [{ status: 'repeated' }],
    rooms: [{ status: 'repeated', room_id: first.rooms[0].room_id }],
    messages: [{ status: 'repeated', seq: 1 }],
  })
  expect(await messagesOf('pipe:again')).toHaveLength(1)
  expect((await site.call('users.get', { params: { user_id: 'again' } })).body.user.name).toBe('First name')
})

test('IMPORT-4 each wrong item is refused by its field, and the right ones of the call are stored', async () => {
  await put({ users: [{ user_id: 'eve', name: 'Eve' }], rooms: [{ pipe: 'mixed', title: 'Mixed' }] })
  const message = { pipe: 'mixed', sender_id: 'eve', text: 'Fine', created_at: at(5) }
  const { messages } = await put({
    messages: [
      { ...message, id: 'good' },
      { ...message, id: 'nowhere', pipe: 'nowhere' },
      { ...message, id: 'nobody', sender_id: 'nobody' },
      { ...message, id: 'loop', reply_to: 'loop' },
      { ...message, id: 'future', created_at: Date.now() + 86_400_000 },
      { ...message, id: 'early', created_at: at(4) },
      { ...message, id: 'empty', text: '' },
      { ...message, id: 'last' },
    ],
  })
  const outcomes = messages.map(({ status, code, field }: { status: string; code?: string; field?: string }) =>
    code === undefined ? status : [code, field],
  )
  expect(outcomes).toEqual([
    'stored',
    ['room_not_found', 'room'],
    ['user_unknown', 'sender_id'],
    ['message_not_found', 'reply_to'],
    ['invalid_field', 'created_at'],
    ['conflict', 'created_at'],
    ['message_empty', 'text'],
    'stored',
  ])
})

test('IMPORT-3 a room in which people wrote takes no history any more', async () => {
  await site.group('live', ['ann'])
  await site.call('messages.send', { params: { room: 'pipe:live' }, body: { user_id: 'ann', text: 'Hello' } })
  const { messages } = await put({
    messages: [{ id: 'l1', pipe: 'live', sender_id: 'ann', text: 'Before', created_at: at(1) }],
  })
  expect(messages).toMatchObject([{ status: 'refused', code: 'conflict' }])
})

test('IMPORT-3 a group’s history is not put into a room that a user made under its name', async () => {
  const room = { pipe: 'board-7', title: 'Mine', is_public: false, ownerId: 'old1', user_ids: ['eve'], byUser: true }
  await site.dashboard.store.chat.makeRoom({ widget_id: site.shop, ...room })
  const members = [{ user_id: 'old1', role: 'owner' }, { user_id: 'old2' }]
  const { rooms } = await put({ rooms: [{ pipe: 'board-7', title: 'Board', created_at: at(0), members }] })
  expect(rooms).toMatchObject([{ status: 'refused', code: 'forbidden', field: 'pipe' }])
  const { messages } = await put({
    messages: [{ id: 'b1', pipe: 'board-7', sender_id: 'old1', text: 'Of the board', created_at: at(1) }],
  })
  expect(messages).toMatchObject([{ status: 'refused', code: 'conflict' }])
  expect(await messagesOf('pipe:board-7')).toEqual([])
})

test('IMPORT-4 a call with a field that nothing knows, or too many items, stores nothing', async () => {
  const message = { id: 'x', pipe: 'mixed', sender_id: 'eve', text: 'Fine', created_at: at(9) }
  const cases: [unknown, string][] = [
    [{ messages: [{ ...message, colour: 'red' }] }, 'messages.0.colour'],
    [{ messages: [{ ...message, user_ids: ['a', 'b'] }] }, 'messages.0.pipe'],
    [{ messages: [{ ...message, created_at: '2024' }] }, 'messages.0.created_at'],
    [{ rooms: [{ pipe: 'untitled' }] }, 'rooms.0.title'],
    [{ users: [{ user_id: 'nameless' }] }, 'users.0.name'],
    [{ users: Array.from({ length: 501 }, (_, n) => ({ user_id: `u${n}`, name: 'U' })) }, 'users'],
  ]
  for (const [body, field] of cases) {
    expect(await site.refusal('import.history', { body })).toEqual([422, 'invalid_field', field])
  }
})
