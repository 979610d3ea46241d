import { expect, test } from 'bun:test'
import type { ErrorCode } from '@imbachat/protocol'
import { ERRORS } from '@imbachat/protocol/errors/codes'
import { userIdOf } from './connection/token.ts'
import { ChatRequestError, createChatClient } from './index.ts'
import { observable } from './observable.ts'
import { newClientId } from './outbox/client-id.ts'
import { tokenOf } from './testing/scripted-server.ts'
import { testClock } from './testing/test-clock.ts'

test('client ids are UUIDv7 that sort by creation, even if the clock is set back', () => {
  const timeOf = (id = '') => Number.parseInt(id.slice(0, 13).replace('-', ''), 16)
  // other tests of the process may have made ids with clocks of their own
  const now = timeOf(newClientId(0)) + 60_000
  const ids = [now, now, now, now - 60_000, now + 5, now + 5].map(newClientId)
  expect(ids).toEqual([...new Set(ids)].sort())
  expect(timeOf(ids[0])).toBe(now)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test.each([
  [tokenOf(7), '7'],
  [tokenOf('P11-A'), 'P11-A'],
  [tokenOf('Артём'), 'Артём'],
  [tokenOf(0), null],
  [tokenOf('0'), null],
  [tokenOf(''), null],
  ['not.a token', null],
  ['', null],
  [null, null],
])('the token %p names %p', (token, user_id) => {
  expect(userIdOf(token)).toBe(user_id)
})

test('a subscriber gets each change once, until it unsubscribes, and nothing if the value stays the same', () => {
  const value = observable(1)
  const heard: number[] = []
  const leave = value.subscribe((next) => heard.push(next))
  value.set(2)
  value.set(2)
  leave()
  value.set(3)
  expect(heard).toEqual([2])
  expect(value.get()).toBe(3)
})

test.each(['', 'chat.example', '/chat', 'ftp://x', 'https://x y', 'https://x/?a=1', 'https://x/#a', 'https://u:p@x'])(
  'LIFE-14 the url %j is refused by a typed error, and leaves no timer that throws later',
  (url) => {
    const clock = testClock()
    const create = () => createChatClient({ url, widgetId: 7, token: null, clock })
    expect(create).toThrow(expect.objectContaining({ name: 'ChatRequestError', code: 'invalid_field', field: 'url' }))
    clock.elapse(60_000)
  },
)

test("LIFE-14 `retry` of an error is as the protocol's document says of its code", () => {
  for (const [code, { retry }] of Object.entries(ERRORS)) {
    if (code === 'not_authenticated') continue
    expect([code, new ChatRequestError({ code: code as ErrorCode, message: '' }).retry]).toEqual([code, retry])
  }
})
