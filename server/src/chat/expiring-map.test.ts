import { expect, test } from 'bun:test'
import { expiringMap } from './expiring-map.ts'
import { manualClock } from './testing/manual-clock.ts'

test('a value is known for its time, and no longer', () => {
  const clock = manualClock()
  const known = expiringMap<string>(clock, 10)
  known.set('ann', 'Ann', 1_000)
  clock.elapse(999)
  expect([known.get('ann'), known.has('ann')]).toEqual(['Ann', true])
  clock.elapse(1)
  expect([known.get('ann'), known.has('ann')]).toEqual([undefined, false])
})

test('a flood of keys keeps the most recent ones and at most twice as many as asked for', () => {
  const known = expiringMap<number>(manualClock(), 10)
  for (let n = 0; n < 1_000; n++) known.set(String(n), n, 1_000)
  const kept = Array.from({ length: 1_000 }, (_, n) => n).filter((n) => known.has(String(n)))
  expect(kept).toEqual(expect.arrayContaining([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]))
  expect(kept.length).toBeLessThanOrEqual(20)
})
