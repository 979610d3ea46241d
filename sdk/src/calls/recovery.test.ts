import { expect, test } from 'bun:test'
import { testClock } from '../testing/test-clock.ts'
import { CHECK_AFTER, createRecovery, FIRST_TAKES, GIVE_UP_AFTER, RENEW_AFTER, RESTART_AFTER } from './recovery.ts'

/** A connection whose bytes come or stop, looked at twice a second. */
function connection() {
  const clock = testClock()
  const recovery = createRecovery(clock.now)
  let bytes = 0
  return {
    recovery,
    /** @returns what was done, by milliseconds since now */
    pass(ms: number, { flows = false, failed = false, reachable = true } = {}): [at: number, remedy: string][] {
      const done: [number, string][] = []
      for (let at = 500; at <= ms; at += 500) {
        clock.elapse(500)
        if (flows) bytes += 1_000
        const remedy = recovery.look(bytes, failed, reachable)
        if (remedy !== 'none') done.push([at, remedy])
      }
      return done
    },
    renewed: () => {
      bytes = 0
    },
  }
}

test('a connection with media is left alone', () => {
  const { pass, recovery } = connection()
  expect(pass(60_000, { flows: true })).toEqual([])
  expect(recovery.silent()).toBe(false)
})

test('silence restarts the connection after 2 s, and makes a new one after 5 s, again and again', () => {
  const { pass } = connection()
  pass(5_000, { flows: true })
  expect(pass(14_000)).toEqual([
    [CHECK_AFTER, 'check'],
    [RESTART_AFTER, 'restart'],
    [RENEW_AFTER, 'renew'],
    [2 * RENEW_AFTER, 'renew'],
  ])
})

test('a connection that the browser has given up is renewed at once, and once', () => {
  const { pass } = connection()
  pass(5_000, { flows: true })
  expect(pass(2_000, { failed: true })).toEqual([
    [500, 'renew'],
    [CHECK_AFTER, 'check'],
  ])
})

test('media that comes back begins the waits again', () => {
  const { pass } = connection()
  pass(5_000, { flows: true })
  pass(3_000)
  pass(1_000, { flows: true })
  expect(pass(2_000)).toEqual([
    [CHECK_AFTER, 'check'],
    [RESTART_AFTER, 'restart'],
  ])
})

test('a new connection counts its bytes from 0, which does not look like the end of a silence', () => {
  const { pass, renewed } = connection()
  pass(5_000, { flows: true })
  pass(5_000)
  renewed()
  expect(pass(4_500)).toEqual([])
  expect(pass(500)).toEqual([[500, 'renew']])
})

test('the first connection has the time that a relay needs', () => {
  const { pass } = connection()
  expect(pass(FIRST_TAKES)).toEqual([[FIRST_TAKES, 'renew']])
})

test('another network does not wait for 2 s, but only where media stopped', () => {
  const { pass, recovery } = connection()
  pass(5_000, { flows: true })
  recovery.changed()
  expect(pass(2_000, { flows: true })).toEqual([])
  recovery.changed()
  expect(pass(2_000)).toEqual([
    [CHECK_AFTER, 'check'],
    [1_500, 'restart'],
  ])
})

test('without a link to the server nothing is tried, and the first try follows at once', () => {
  const { pass } = connection()
  pass(5_000, { flows: true })
  expect(pass(10_000, { reachable: false })).toEqual([])
  expect(pass(500)).toEqual([[500, 'renew']])
})

test('after 30 s without media the call is given up', () => {
  const { pass } = connection()
  pass(5_000, { flows: true })
  expect(pass(GIVE_UP_AFTER, { reachable: false })).toEqual([[GIVE_UP_AFTER, 'give up']])
})
