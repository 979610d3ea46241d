import { expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { cursorOf, pageOf } from './cursor.ts'

const uuid = '018f3c1e-0000-7000-8000-000000000000'

test('a cursor brings back the place that it was written of, whatever the text is', () => {
  expect(cursorOf('number', 'uuid').read(cursorOf('number', 'uuid').write(7, uuid))).toEqual([7, uuid])
  const names = cursorOf('text', 'text')
  expect(names.read(names.write('анна.b', "o'hara/1"))).toEqual(['анна.b', "o'hara/1"])
  const readers = cursorOf('number', 'rest')
  expect(readers.read(readers.write(7, 'a.b\nc'))).toEqual([7, 'a.b\nc'])
})

test.each(['', 'x', '7', '7.', '-7.a', '9999999999999999.a', '7.a\0b', `7.${uuid}.8`])(
  'what no page returned is refused as a wrong cursor: %j',
  (cursor) => {
    const kinds = cursor.startsWith('7.018f') ? (['number', 'uuid'] as const) : (['number', 'rest'] as const)
    const read = () => cursorOf(...kinds).read(cursor)
    expect(read).toThrow(ChatError)
    expect(read).toThrow('cursor must be `next` of the previous page')
  },
)

test.each(['', 'a b', 'a,b', 'a\0', '\ud800'])('a cursor of users takes no text that is no user id: %j', (cursor) => {
  expect(cursorOf('user').read('guest/0123456789abcdef')).toEqual(['guest/0123456789abcdef'])
  expect(() => cursorOf('user').read(cursor)).toThrow(ChatError)
})

test('a text with a NUL in its encoding is refused, since PostgreSQL refuses it', () => {
  expect(() => cursorOf('text').read(Buffer.from('a\0b').toString('base64url'))).toThrow(ChatError)
})

test('a page names a next one only if a row is left', () => {
  expect(pageOf([1, 2, 3], 2, String)).toEqual({ page: [1, 2], next: '2' })
  expect(pageOf([1, 2], 2, String)).toEqual({ page: [1, 2], next: null })
  expect(pageOf([], 2, String)).toEqual({ page: [], next: null })
})
