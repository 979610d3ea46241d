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

test('RULE-4 thousands of findings among thousands of masks are not compared one by one', () => {
  let reads = 0
  const counted = (start: number) => ({
    get start() {
      reads++
      return start
    },
    end: start + 4,
  })
  const many = Array.from({ length: 4_000 }, (_, index) => index * 5)
  const isHidden = overlapsOneOf(many.map((start) => ({ start, end: start + 4 })))
  for (const start of many) expect(isHidden(counted(start))).toBe(true)
  // one by one it would be 8 million
  expect(reads).toBeLessThanOrEqual(2 * many.length)
})
