import { expect, test } from 'bun:test'
import { createAttempts } from './attempts.ts'
import { steady } from './clock.ts'
import { expiringMap } from './expiring-map.ts'
import { manualClock } from './testing/manual-clock.ts'
import { createTokenBuckets } from './token-buckets.ts'
import { siteRest } from './users/site-rest.ts'

const AN_HOUR = 3_600_000

test('LIFE-1 steady time goes on from where it was when the clock is set back, however often', () => {
  const clock = manualClock(1_000)
  const time = steady(clock)
  expect(time.now()).toBe(1_000)
  for (const [step, is] of [
    [500, 1_500],
    [-AN_HOUR, 1_500],
    [100, 1_600],
    [-AN_HOUR, 1_600],
    [AN_HOUR, 1_600 + AN_HOUR],
  ] as const) {
    clock.elapse(step)
    expect(time.now()).toBe(is)
  }
})

test('LIFE-1 a clock that is set back makes no wait longer: attempts, pauses of a site, cached values', () => {
  const clock = manualClock()
  const attempts = createAttempts({ buckets: createTokenBuckets(clock), max: 1, windowMs: 1_000 })
  const rest = siteRest(clock, { firstMs: 1_000, longestMs: 1_000 })
  const known = expiringMap<true>(clock, 10)
  attempts.take('ann')
  rest.failed(1)
  known.set('ann', true, 1_000)
  clock.elapse(-AN_HOUR)
  expect(() => attempts.take('ann')).toThrow()
  expect([rest.resting(1), known.has('ann')]).toEqual([true, true])
  clock.elapse(1_000)
  attempts.take('ann')
  expect([rest.resting(1), known.has('ann')]).toEqual([false, false])
})
