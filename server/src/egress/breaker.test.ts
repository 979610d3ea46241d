import { describe, expect, test } from 'bun:test'
import { manualClock } from '../domain/manual-clock.ts'
import { breaker } from './breaker.ts'

const LIMITS = { failures: 3, openMs: 10_000, targets: 2 }

function opened() {
  const clock = manualClock()
  const health = breaker(clock, LIMITS)
  for (let i = 0; i < 3; i++) health.failed('a')
  return { clock, health }
}

describe('breaker', () => {
  test('opens after so many failures in a row and says how long it stays open', () => {
    const { clock, health } = opened()
    clock.elapse(4_000)
    expect(health.ask('a')).toBe(6_000)
    expect(health.ask('b')).toBe(0)
  })

  test('R66 a clock that is set back keeps nobody away longer', () => {
    const { clock, health } = opened()
    clock.elapse(-3_600_000)
    expect(health.ask('a')).toBe(10_000)
    clock.elapse(10_000)
    expect(health.ask('a')).toBe(0)
  })

  test('a success between failures starts the count anew', () => {
    const health = breaker(manualClock(), LIMITS)
    health.failed('a')
    health.failed('a')
    health.succeeded('a')
    health.failed('a')
    expect(health.ask('a')).toBe(0)
  })

  test('after its time one call tries while the others wait, and its success closes the breaker', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    expect(health.ask('a')).toBe(0)
    expect(health.ask('a')).toBeGreaterThan(0)
    health.succeeded('a')
    expect(health.ask('a')).toBe(0)
    expect(health.ask('a')).toBe(0)
  })

  test('a trial that fails keeps it open for another while', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    health.ask('a')
    health.failed('a')
    expect(health.ask('a')).toBe(10_000)
  })

  test('a trial that says nothing about the target leaves the trial to the next', () => {
    const { clock, health } = opened()
    clock.elapse(10_000)
    health.ask('a')
    health.undecided('a')
    expect(health.ask('a')).toBe(0)
  })

  test('remembers a bounded number of targets', () => {
    const { health } = opened()
    health.failed('b')
    health.failed('c')
    expect(health.ask('a')).toBe(0)
  })
})
