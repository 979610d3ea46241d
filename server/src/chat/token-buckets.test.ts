import { expect, test } from 'bun:test'
import { manualClock } from './testing/manual-clock.ts'
import { createTokenBuckets } from './token-buckets.ts'

const SIZE = { burst: 3, perSecond: 2 }

test('a burst passes, then as many as the rate allows, and the returned wait is enough', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  expect([1, 2, 3, 4].map(() => buckets.take('ann', SIZE))).toEqual([0, 0, 0, 500])
  clock.elapse(499)
  expect(buckets.take('ann', SIZE)).toBeGreaterThan(0)
  clock.elapse(1)
  expect(buckets.take('ann', SIZE)).toBe(0)
  clock.elapse(3_600_000)
  expect([1, 2, 3, 4].map(() => buckets.take('ann', SIZE))).toEqual([0, 0, 0, 500])
})

test('the returned wait is enough to the millisecond, whatever was taken when', () => {
  const slow = { burst: 2, perSecond: 0.1 }
  for (let gap = 0; gap < 300; gap++) {
    const clock = manualClock()
    const buckets = createTokenBuckets(clock)
    buckets.take('ann', slow)
    clock.elapse(gap)
    buckets.take('ann', slow)
    clock.elapse(gap % 7)
    clock.elapse(buckets.take('ann', slow))
    expect([gap, buckets.take('ann', slow)]).toEqual([gap, 0])
  }
})

test('many are taken at once or none of them', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  expect([buckets.take('ann', SIZE, 2), buckets.take('ann', SIZE, 2), buckets.take('ann', SIZE)]).toEqual([0, 500, 0])
})

test('a clock that is set back makes nobody wait until the time comes again', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  for (let n = 0; n < 3; n++) buckets.take('ann', SIZE)
  clock.elapse(-1_200_000)
  expect(buckets.take('ann', SIZE)).toBe(500)
  clock.elapse(500)
  expect(buckets.take('ann', SIZE)).toBe(0)
})

test('a key that takes too much does not affect other keys, and a refusal costs nothing', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  for (let n = 0; n < 100; n++) buckets.take('ann', SIZE)
  expect(buckets.take('bob', SIZE)).toBe(0)
  expect(buckets.take('ann', SIZE)).toBe(500)
})

test('keys that are looked through are forgotten only when their bucket is full again', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  for (let n = 0; n < 3; n++) buckets.take('ann', SIZE)
  for (let n = 0; n < 10_000; n++) buckets.take(`visitor ${n}`, SIZE)
  expect(buckets.take('ann', SIZE)).toBe(500)
})

test('a caller that waits for the returned time is served, whenever it was refused', () => {
  const clock = manualClock()
  const buckets = createTokenBuckets(clock)
  const size = { burst: 2, perSecond: 0.1 }
  for (let late = 0; late < 300; late++) {
    const key = `${late}`
    buckets.take(key, size, 2)
    clock.elapse(late)
    clock.elapse(buckets.take(key, size))
    expect([late, buckets.take(key, size)]).toEqual([late, 0])
  }
})
