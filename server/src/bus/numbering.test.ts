import { expect, test } from 'bun:test'
import { createNumbering } from './numbering.ts'

const FOLLOWED = new Set([1, 2])

test('NODE-4 consecutive and repeated events are no loss; a missing event is', () => {
  const numbers = createNumbering()
  expect([1, 2, 2, 3, 1, 4].map((n) => numbers.received('a', 1, n))).toEqual([false, false, false, false, false, false])
  expect(numbers.received('a', 1, 6)).toBe(true)
  expect(numbers.received('a', 1, 7)).toBe(false)
  expect(numbers.received('b', 1, 1)).toBe(false)
  expect(numbers.received('a', 2, 1)).toBe(false)
})

test('NODE-4 an unknown node may have published events before', () => {
  const numbers = createNumbering()
  expect(numbers.received('a', 1, 9)).toBe(true)
  expect(numbers.receivedBeat('b', [[1, 1]], FOLLOWED)).toEqual([1])
})

test('NODE-4 a beat shows the loss of a last event, once, and only for followed widgets', () => {
  const numbers = createNumbering()
  numbers.received('a', 1, 1)
  const beat = [
    [1, 2],
    [2, 1],
    [3, 5],
  ] as const
  expect(numbers.receivedBeat('a', beat, FOLLOWED)).toEqual([1, 2])
  expect(numbers.receivedBeat('a', beat, FOLLOWED)).toEqual([])
  expect(numbers.received('a', 1, 3)).toBe(false)
})

test('a widget with an event is in two beats and then in none', () => {
  const numbers = createNumbering()
  expect([numbers.next(1), numbers.next(1), numbers.next(2)]).toEqual([1, 2, 1])
  const both = [
    [1, 2],
    [2, 1],
  ]
  expect([numbers.beat(), numbers.beat(), numbers.beat()] as unknown).toEqual([both, both, []])
  numbers.next(2)
  expect(numbers.beat()).toEqual([[2, 2]])
})

test('NODE-7 a node that was disconnected lists every widget with events in its next beats', () => {
  const numbers = createNumbering()
  for (const widget_id of [1, 2]) numbers.next(widget_id)
  for (let n = 0; n < 3; n++) numbers.beat()
  numbers.recall()
  const both = [
    [1, 1],
    [2, 1],
  ]
  expect([numbers.beat(), numbers.beat(), numbers.beat()] as unknown).toEqual([both, both, []])
})
