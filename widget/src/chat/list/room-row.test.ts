import { describe, expect, test } from 'bun:test'
import type { Message, RoomSummary, UserCard } from '@imbachat/sdk'
import { isLeftEmpty, type RowContext, roomRow, sameRow } from './room-row.ts'

const card = (user_id: string, name: string): UserCard => ({
  user_id,
  name,
  avatar_url: null,
  profile_url: null,
  badge: null,
  placeholder: false,
})
const message = (sender_id: string, text: string | null): Message => ({
  seq: 5,
  rev: 5,
  client_id: 'c',
  sender_id,
  text,
  reply_to: null,
  created_at: 1,
  edited_at: null,
  deleted_at: text === null ? 1 : null,
})
const room = (last_message: Message | null, more: Partial<RoomSummary> = {}): RoomSummary => ({
  room_id: 1,
  type: 0,
  pipe: null,
  title: null,
  peer: card('2', 'Anna'),
  state: 'joined',
  role: 'member',
  can_manage: false,
  can_own: false,
  description: null,
  rights: { send: 'all', media: 'all', add: 'managers', pin: 'managers', slow_seconds: 0 },
  is_public: false,
  by_request: false,
  picture: null,
  join_requests: 0,
  member_count: 2,
  live: true,
  last_sender: null,
  last_seq: 5,
  last_rev: 5,
  last_message,
  active_at: 1,
  unread: 0,
  watermarks: [{ user_id: '2', delivered_seq: 5, read_seq: 4 }],
  write_block: null,
  ...more,
})
const context: RowContext = {
  meIn: () => card('1', 'Nina'),
  asProfile: new Map(),
  users: new Map(),
  presence: new Map(),
  drafts: new Map(),
  typing: new Map(),
  outgoing: new Map(),
  selectedRoomId: null,
  isMuted: () => false,
  blocked: new Set(),
  flags: new Map(),
}

describe('the preview', () => {
  test("a row's preview shows the reader's own message as theirs, with its ticks", () => {
    expect(roomRow(room(message('1', 'hi')), context).preview).toEqual({
      kind: 'message',
      text: 'hi',
      own: true,
      author: null,
      status: 'delivered',
      files: [],
    })
  })
  test("a row's preview shows the peer's without ticks", () => {
    expect(roomRow(room(message('2', 'hi')), context).preview).toMatchObject({ own: false, status: null })
  })
  test("a row's preview says that a message was deleted", () => {
    expect(roomRow(room(message('2', null)), context).preview.kind).toBe('deleted')
  })
  test("a row's preview shows a draft, but not of the room that is open, whose composer shows it", () => {
    const drafts = new Map([[1, { text: 'half', reply_to: null }]])
    expect(roomRow(room(message('2', 'hi')), { ...context, drafts }).preview).toEqual({ kind: 'draft', text: 'half' })
    expect(roomRow(room(message('2', 'hi')), { ...context, drafts, selectedRoomId: 1 }).preview.kind).toBe('message')
  })
  test('a row shows typing users rather than a draft or the last message', () => {
    expect(roomRow(room(message('2', 'hi')), { ...context, typing: new Map([[1, ['2']]]) }).preview).toEqual({
      kind: 'typing',
      names: [],
    })
  })
})

describe('a group or channel', () => {
  const group = (last: Message | null, more: Partial<RoomSummary> = {}) =>
    room(last, { type: 1, pipe: 'club', title: 'The club', peer: null, ...more })

  test('the row of a group or channel is called by its title, else by its pipe, and is drawn as a group', () => {
    expect(roomRow(group(null), context)).toMatchObject({ name: 'The club', group: true, online: false })
    expect(roomRow(group(null, { title: null }), context).name).toBe('club')
  })
  test('the row of a group or channel says who wrote last, by their present name', () => {
    const told = group(message('3', 'hi'), { last_sender: card('3', 'Boris') })
    expect(roomRow(told, context).preview).toMatchObject({ author: 'Boris', text: 'hi' })
    const users = new Map([['3', card('3', 'Boris Orlov')]])
    expect(roomRow(told, { ...context, users }).preview).toMatchObject({ author: 'Boris Orlov' })
  })
  test("the row of a group or channel claims no ticks that it can't know", () => {
    expect(roomRow(group(message('1', 'hi')), context).preview).toMatchObject({ own: true, status: null })
  })
  test('the row of a group or channel names the users who type', () => {
    const users = new Map([['3', card('3', 'Boris')]])
    const typing = new Map([[1, ['3', '4']]])
    expect(roomRow(group(message('3', 'hi')), { ...context, users, typing }).preview).toEqual({
      kind: 'typing',
      names: ['Boris', '4'],
    })
  })
  test('the row of a group or channel does not notify when it is large', () => {
    expect(roomRow(group(message('3', 'hi'), { live: false, unread: 3 }), context)).toMatchObject({
      quiet: true,
      unread: 3,
    })
  })
})

test('names and avatars are the newest known', () => {
  const users = new Map([['2', { ...card('2', 'Anna Maria'), avatar_url: 'https://site.example/a.png' }]])
  expect(roomRow(room(null), { ...context, users })).toMatchObject({
    name: 'Anna Maria',
    avatar_url: 'https://site.example/a.png',
  })
})

test('a row is the same as long as the list would show the same', () => {
  const row = roomRow(room(null), context)
  expect(sameRow(row, roomRow(room(null), context))).toBe(true)
  expect(sameRow(row, { ...row, unread: row.unread + 1 })).toBe(false)
  expect(sameRow(row, { ...row, preview: { kind: 'typing', names: [] } })).toBe(false)
  expect(
    sameRow(
      { ...row, preview: { kind: 'typing', names: ['a'] } },
      { ...row, preview: { kind: 'typing', names: ['b'] } },
    ),
  ).toBe(false)
})

test('SAFE-4 a row does not show what a blocked user said in a group', () => {
  const blocked = new Set(['2'])
  const group = room(message('2', 'hi'), { peer: null })
  expect(roomRow(group, { ...context, blocked }).preview).toMatchObject({ text: '…' })
  expect(roomRow(group, context).preview).toMatchObject({ text: 'hi' })
})

test('SAFE-4 a row does not show the picture that a blocked user sent to a group', () => {
  const picture = { file_id: 'f', kind: 'image' as const, name: 'a.png', size: 1, type: 'image/png', blur: 'b' }
  const group = room({ ...message('2', ''), attachments: [picture] }, { peer: null })
  const files = (blocked: ReadonlySet<string>) => roomRow(group, { ...context, blocked }).preview
  expect(files(new Set(['2']))).toMatchObject({ text: '…', files: [] })
  expect(files(new Set())).toMatchObject({ files: [picture] })
})

describe('LIST-8 a dialog in which nobody wrote', () => {
  const empty = room(null, { last_seq: 0 })
  const isHidden = (one: RoomSummary, more: Partial<RowContext> = {}) => {
    const now = { ...context, ...more }
    return isLeftEmpty(one, roomRow(one, now), now)
  }
  test('a dialog that was opened and left empty is not in the list', () => expect(isHidden(empty)).toBe(true))
  test('an empty dialog is in the list while it is open', () =>
    expect(isHidden(empty, { selectedRoomId: 1 })).toBe(false))
  test('a dialog with a draft, a pin or a message stays in the list', () => {
    const draft = { text: 'Is it', reply_to: null }
    expect(isHidden(empty, { drafts: new Map([[1, draft]]) })).toBe(false)
    expect(isHidden(empty, { flags: new Map([[1, { pin: { order: 5 } }]]) })).toBe(false)
    expect(isHidden(room(message('2', 'hi')))).toBe(false)
  })
  test('a dialog that was left is gone again after it was deleted, but not after it was cleared', () => {
    const cleared = (hidden_seq: number) =>
      new Map([[1, { cleared: { up_to_seq: 5, hidden_seq } }]]) as RowContext['flags']
    expect(isHidden(room(null), { flags: cleared(5) })).toBe(true)
    expect(isHidden(room(null), { flags: cleared(0) })).toBe(false)
  })
  test('an empty group is in the list', () => expect(isHidden({ ...empty, peer: null })).toBe(false))
})
