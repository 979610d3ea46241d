import { expect, test } from 'bun:test'
import { type RequestName, requests } from '../index.ts'
import { costInWords, costOf } from './cost.ts'

const rooms = (number: number) => () => number
const cost = (name: RequestName, fields: object = {}, number = 0) =>
  costOf(requests[name].cost, fields as Record<string, unknown>, rooms(number))

test('a request costs by its kind, its size, what it leaves out, and the rooms that it looks at', () => {
  expect(cost('ping')).toBe(1)
  expect(cost('people.search')).toBe(5)
  expect(cost('presence.watch', { room_ids: Array.from({ length: 100 }, (_, n) => n) })).toBe(11)
  expect(cost('rooms.list', { limit: 50 }, 149)).toBe(2 + 5 + 2)
  expect(cost('messages.search', { limit: 20 })).toBe(20 + 4)
  expect(cost('messages.search', { limit: 20, room_id: 1 })).toBe(10 + 4)
  expect(cost('join.answer')).toBe(3 + 10)
  expect(cost('join.answer', { user_ids: ['1', '2'] })).toBe(3 + 0.2)
})

test('a cost in words is the sum that is taken', () => {
  expect(costInWords(requests['message.forward'].cost)).toBe('2')
  expect(costInWords(requests['messages.search'].cost)).toBe('10 + 10 without `room_id` + 1 for each 5 of `limit`')
  expect(costInWords(requests['rooms.list'].cost)).toBe(
    '2 + 1 for each 10 of `limit` + 1 for each 50 rooms of the user',
  )
})
