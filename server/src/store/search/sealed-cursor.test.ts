import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import type { FindMessages } from '../../chat/ports.ts'
import { KEY_BYTES, sealedCursors } from './sealed-cursor.ts'

const search: FindMessages = {
  widget_id: 1,
  user_id: 'ann',
  query: 'tea',
  room_id: null,
  from_user: null,
  has: null,
  after: null,
  before: null,
  cursor: null,
  limit: 20,
}
const PLACE = Number.MAX_SAFE_INTEGER
const cursors = sealedCursors(randomBytes(KEY_BYTES))
const read = (more: Partial<FindMessages>, cursor: string) => {
  try {
    return cursors.read({ ...search, ...more }, cursor)
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('SEARCH-17 a cursor leads to its place, of pages of any length, and looks otherwise each time', () => {
  const [one, other] = [cursors.write(search, PLACE), cursors.write(search, PLACE)]
  expect([read({}, one), read({ limit: 1, cursor: one }, one), read({}, other)]).toEqual([PLACE, PLACE, PLACE])
  expect(one).not.toBe(other)
  // as long as a request may have it
  expect(one.length).toBeLessThanOrEqual(64)
})

test.each<Partial<FindMessages>>([
  { widget_id: 2 },
  { user_id: 'bob' },
  { query: 'teas' },
  { room_id: 5 },
  { from_user: 'bob' },
  { has: 'link' },
  { after: 1 },
  { before: 2 },
])('SEARCH-17 a cursor of another search is refused: %j', (more) => {
  expect(read(more, cursors.write(search, PLACE))).toBe('invalid_field')
})

test.each(['', '17', 'elsewhere', sealedCursors(randomBytes(KEY_BYTES)).write(search, PLACE)])(
  'SEARCH-17 what no page returned is refused: %j',
  (cursor) => {
    expect(read({}, cursor)).toBe('invalid_field')
  },
)
