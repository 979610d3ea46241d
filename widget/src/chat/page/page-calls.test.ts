import { describe, expect, test } from 'bun:test'
import { readOptions, readRoom } from './page-calls.ts'

const read = (given: unknown) => readRoom(JSON.parse(JSON.stringify([given]))[0])

describe('addToRoom is understood in every shape in use', () => {
  test.each([
    [{ pipe: 'club' }, {}],
    [
      { pipe: 7, title: 12 },
      { pipe: '7', title: '12' },
    ],
    [
      { pipe: 'club', title: 'The club', is_public: '1', type: '1', users_ids: [] },
      { title: 'The club', is_public: true },
    ],
    [{ pipe: 'club', is_public: 1, type: 1 }, { is_public: true }],
    [{ pipe: 'club', is_public: true, type: '' }, { is_public: true }],
    [{ pipe: 'club', is_public: '0', users_ids: '' }, {}],
    [{ pipe: 'club', is_public: false, title: null, users_ids: null }, {}],
    [{ pipe: 'club', users_ids: [2, '3', { user_id: 4 }, { user_id: '3' }] }, { user_ids: ['2', '3', '4'] }],
    [{ pipe: 'club', users_ids: { 0: { user_id: 5 }, 2: 'P11-A' } }, { user_ids: ['5', 'P11-A'] }],
    [{ pipe: 'club', users_ids: [1, {}, null, '', { user_id: null }, { name: 'x' }] }, { user_ids: ['1'] }],
    [{ pipe: 'club', anything: 'else' }, {}],
  ])('%j', (given, command) =>
    expect(read(given)).toEqual({ pipe: 'club', title: undefined, is_public: false, user_ids: [], ...command }),
  )
})

test('an empty pipe becomes a unique one', () => {
  const pipes = ['', ' ', null].map((pipe) => read({ pipe }).pipe)
  expect(new Set(pipes).size).toBe(3)
  for (const pipe of pipes) expect(pipe).toMatch(/^[\w-]{20,}$/)
})

describe('invalid input is refused, and the field is named', () => {
  test.each([
    [undefined, 'pipe'],
    [null, 'pipe'],
    ['club', 'pipe'],
    [{}, 'pipe'],
    [{ pipe: {} }, 'pipe'],
    [{ pipe: 'x'.repeat(129) }, 'pipe'],
    [{ pipe: 'club', title: {} }, 'title'],
    [{ pipe: 'club', is_public: 'maybe' }, 'is_public'],
    [{ pipe: 'club', is_public: [] }, 'is_public'],
    [{ pipe: 'club', type: 0 }, 'type'],
    [{ pipe: 'club', type: 3 }, 'type'],
    [{ pipe: 'club', users_ids: 5 }, 'users_ids'],
    [{ pipe: 'club', users_ids: '1,2' }, 'users_ids'],
  ])('%j: %s', (given, field) => {
    expect(() => read(given)).toThrow(
      expect.objectContaining({ code: 'invalid_field', message: expect.stringContaining(field) }),
    )
  })
})

describe('DIALOG-4 what a page passes to openDialog beside the user', () => {
  const PAGE = 'https://shop.example/items/7?x=1#top'
  const read = (given: unknown) => readOptions(given as Record<string, unknown>, PAGE)
  const item = { id: 7, title: ' Red bicycle ', image: '../7.jpg', url: '' }

  test('ids are text, addresses are absolute, and what is empty is not given', () => {
    expect(read({})).toEqual({ permission: undefined, context: undefined, text: undefined })
    expect(read({ permission: 'a.b.c', context: item, profile: 3, text: 'Is it sold?' })).toEqual({
      permission: 'a.b.c',
      text: 'Is it sold?',
      context: { id: '7', title: 'Red bicycle', image: 'https://shop.example/7.jpg', url: null },
    })
  })

  test.each([
    [{ permission: {} }, 'permission must be'],
    [{ text: {} }, 'text must be'],
    [{ text: 'x'.repeat(20_001) }, 'text must be'],
    [{ context: 'bicycle' }, 'context must be an object'],
    [{ context: { ...item, id: {} } }, 'context.id must be'],
    [{ context: { ...item, id: 'x'.repeat(129) } }, 'context.id must be'],
    [{ context: { ...item, title: '' } }, 'context.title must be'],
    [{ context: { ...item, image: 'javascript:alert(1)' } }, 'context.image must be'],
    [{ context: { ...item, url: 'https://' } }, 'context.url must be'],
    [{ context: { ...item, url: 7 } }, 'context.url must be'],
  ])('%j is refused, and the message names the field', (given, message) => {
    expect(() => read(given)).toThrow(`openDialog: ${message}`)
  })
})
