import { expect, test } from 'bun:test'
import { overlapsOneOf } from './overlaps.ts'

test('a span overlaps what begins before its end and ends behind its beginning', () => {
  const isHidden = overlapsOneOf([
    { start: 20, end: 30 },
    { start: 2, end: 6 },
    { start: 5, end: 9 },
  ])
  for (const [start, end, is] of [
    [0, 2, false],
    [0, 3, true],
    [6, 7, true],
    [8, 25, true],
    [9, 20, false],
    [29, 40, true],
    [30, 31, false],
  ] as const) {
    expect([start, end, isHidden({ start, end })]).toEqual([start, end, is])
  }
  expect(overlapsOneOf([])({ start: 0, end: 9 })).toBe(false)
})

test('findings among as many masks are not compared one by one', () => {
  // one by one it would be 20 thousand million comparisons, far beyond the time of a test
  const many = Array.from({ length: 200_000 }, (_, index) => ({ start: index * 5, end: index * 5 + 4 }))
  const isHidden = overlapsOneOf(many)
  expect(many.every(isHidden)).toBe(true)
  expect(many.some(({ end }) => isHidden({ start: end, end: end + 1 }))).toBe(false)
})
