import { describe, expect, test } from 'bun:test'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { breaker } from './breaker.ts'

const LIMITS = { failures: 3, openMs: 10_000, targets: 2 }

function opened() {
  const clock = manualClock()
  const health = breaker(clock, LIMITS)
  for (let i = 0; i < 3; i++) health.failed('a')
  return { clock, health }
}

describe('breaker', () => {
  test('the breaker opens after a number of failures in a row and says how long it stays open', () => {
    const { clock, health } = opened()
    clock.elapse(4_000)
    expect(health.ask('a')).toBe(6_000)
    expect(health.ask('b')).toBe(0)
  })

  test('LIFE-1 a clock that is set back does not extend the pause', () => {
    const { clock, health } = opened()
    clock.elapse(-3_600_000)
    expect(health.ask('a')).toBe(10_000)
    clock.elapse(10_000)
    expect(health.ask('a')).toBe(0)
  })

  test('a success between failures restarts the count', () => {
    const health = breaker(manualClock(), LIMITS)
    health.failed('a')
    health.failed('a')
    health.succeeded('a')
    health.failed('a')
    expect(health.ask('a')).toBe(0)
  })

  test('after the pause one call tries while the others wait, and its success closes the breaker', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    expect(health.ask('a')).toBe(0)
    expect(health.ask('a')).toBeGreaterThan(0)
    health.succeeded('a')
    expect(health.ask('a')).toBe(0)
    expect(health.ask('a')).toBe(0)
  })

  test('a failed trial keeps the breaker open for another pause', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    health.ask('a')
    health.failed('a')
    expect(health.ask('a')).toBe(10_000)
  })

  test('a trial without a result leaves the trial to the next call', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    health.ask('a')
    health.undecided('a')
    expect(health.ask('a')).toBe(0)
  })

  test('the breaker remembers a bounded number of targets', () => {
    const { health } = opened()
    health.failed('b')
    health.failed('c')
    expect(health.ask('a')).toBe(0)
  })
})
