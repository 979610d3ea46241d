import { describe, expect, test } from 'bun:test'
import { batchesOf, canBeAsked, urlWithIds, withIdsInPath } from './users-info-url.ts'

describe('the URL for some users', () => {
  test.each([
    ['https://s.example/users', 'https://s.example/users?user_ids=1,P11-A'],
    ['https://s.example/users?key=a', 'https://s.example/users?key=a&user_ids=1,P11-A'],
    ['https://s.example/users?', 'https://s.example/users?user_ids=1,P11-A'],
    ['https://s.example/api/{ids}', 'https://s.example/api/1,P11-A'],
    ['https://s.example/?route=chat/users/{ids}&x=1', 'https://s.example/?route=chat/users/1,P11-A&x=1'],
  ])('%s is %s', (template, url) => {
    expect(urlWithIds(template, ['1', 'P11-A'])).toBe(url)
  })

  test('an id cannot change another part of the URL', () => {
    expect(urlWithIds('https://s.example/{ids}/info', ['a?b#c&d=e%2f'])).toBe(
      'https://s.example/a%3Fb%23c%26d%3De%252f/info',
    )
    expect(urlWithIds('https://s.example/{ids}', ["$&$'"])).toBe("https://s.example/%24%26%24'")
    expect(urlWithIds('https://s.example/u', ['Артём'])).toBe(
      'https://s.example/u?user_ids=%D0%90%D1%80%D1%82%D1%91%D0%BC',
    )
  })

  test.each([
    ['https://s.example/api/users', 'https://s.example/api/users/{ids}'],
    ['https://s.example/api/users/', 'https://s.example/api/users/{ids}'],
    ['https://s.example/api/users?key=1', 'https://s.example/api/users/{ids}?key=1'],
    ['https://s.example', 'https://s.example/{ids}'],
    ['https://s.example/{ids}', null],
  ])('%s with the ids in its path is %s', (template, expected) => {
    expect(withIdsInPath(template)).toBe(expected)
  })

  test('ids that are path segments such as `..` are left out', () => {
    expect(canBeAsked('..')).toBe(false)
    expect(canBeAsked('.')).toBe(false)
    expect(canBeAsked('...')).toBe(true)
  })
})

describe('calls', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index))

  test('a call carries at most the configured number of ids, each once and in order', () => {
    const batches = batchesOf(ids(120), { ids: 50, chars: 4_000 })
    expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20])
    expect(batches.flat()).toEqual(ids(120))
  })

  test('calls with long ids stay short; a single long id is still sent', () => {
    const long = 'я'.repeat(128)
    expect(batchesOf([long, long, '1'], { ids: 50, chars: 800 })).toEqual([[long], [long, '1']])
    expect(batchesOf([long], { ids: 50, chars: 10 })).toEqual([[long]])
    expect(batchesOf([], { ids: 50, chars: 10 })).toEqual([])
  })
})
