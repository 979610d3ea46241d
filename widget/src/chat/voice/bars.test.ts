import { expect, test } from 'bun:test'
import { barsOf, loudness } from './bars.ts'

test('a long recording has 64 bars between 0 and 31, its loudest the highest', () => {
  const bars = barsOf(Array.from({ length: 1_000 }, (_, index) => (index === 500 ? 0.8 : 0.1)))
  expect(bars).toHaveLength(64)
  expect(Math.max(...bars)).toBe(31)
  expect(bars.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= 31)).toBe(true)
  expect(bars.indexOf(31)).toBe(32)
})

test('a short one has as many bars as were measured', () => {
  expect(barsOf([0.5, 1, 0.25])).toEqual([16, 31, 8])
  expect(barsOf([])).toEqual([])
})

test('silence stays flat', () => expect(Math.max(...barsOf([0, 0.001, 0]))).toBeLessThan(2))

test('loudness goes from silence to full', () => {
  expect(loudness(new Uint8Array(64).fill(128))).toBe(0)
  expect(loudness(Uint8Array.from({ length: 64 }, (_, index) => (index % 2 ? 255 : 0)))).toBe(1)
})
