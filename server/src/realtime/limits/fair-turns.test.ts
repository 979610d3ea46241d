import { expect, test } from 'bun:test'
import { createFairTurns } from './fair-turns.ts'

const NOISY = 1
const QUIET = 2

/** Turns on a loop that the test drives; a work takes as long as it says. */
function loop(maxBytes = 1_000_000) {
  let time = 0
  let next: (() => void)[] = []
  const done: string[] = []
  const turns = createFairTurns({ maxBytes, now: () => time, soon: (run) => next.push(run) })
  return {
    turns,
    done,
    give(widget_id: number, name: string, ms: number) {
      turns.run(widget_id, () => {
        time += ms
        done.push(name)
      })
    },
    /** The loop has seen to its sockets. */
    round() {
      const running = next
      next = []
      for (const run of running) run()
      return running.length
    },
  }
}

const names = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}`)

test('LIMIT-3 a loop that keeps up runs everything at once', () => {
  const { done, give, round } = loop()
  for (const name of names('a', 4)) give(NOISY, name, 0.5)
  expect(done).toEqual(names('a', 4))
  round()
  give(QUIET, 'b', 1)
  expect(done.at(-1)).toBe('b')
})

test('LIMIT-3 beside 10,000 waiting frames of one widget, the frame of another is handled soon', () => {
  const { done, give, round } = loop(100_000_000)
  for (const name of names('a', 10_000)) give(NOISY, name, 0.1)
  const before = done.length
  expect(before).toBeLessThan(100)
  give(QUIET, 'b', 0.1)
  round()
  expect(done.indexOf('b') - before).toBeLessThanOrEqual(12)
  while (round() > 0);
  expect(done.filter((name) => name !== 'b')).toEqual(names('a', 10_000))
})

test('LIMIT-3 widgets get the same time, not the same number of pieces of work', () => {
  const { done, give, round } = loop()
  for (let n = 0; n < 5; n++) give(3, 'fill', 1)
  for (const name of names('a', 100)) give(NOISY, name, 20)
  for (const name of names('b', 1_000)) give(QUIET, name, 0.5)
  while (done.filter((name) => name.startsWith('b')).length < 1_000) round()
  expect(done.filter((name) => name.startsWith('a')).length).toBeLessThanOrEqual(26)
  while (round() > 0);
  expect(done).toHaveLength(1_105)
})

test('LIMIT-3 a widget whose costly pieces of work come one at a time gets no more time than another', () => {
  const { done, give, round } = loop()
  for (let n = 0; n < 5; n++) give(3, 'fill', 1)
  for (const name of names('b', 1_000)) give(QUIET, name, 0.5)
  const count = (name: string) => done.filter((one) => one.startsWith(name)).length
  let given = 0
  while (count('b') < 1_000) {
    if (count('a') === given) give(NOISY, `a${given++}`, 20)
    round()
  }
  expect(count('a')).toBeGreaterThan(20)
  expect(count('a')).toBeLessThanOrEqual(26)
  while (round() > 0);
  give(NOISY, 'at once', 1)
  expect(done.at(-1)).toBe('at once')
})

test('LIMIT-3 the loop serves its connections between pieces of work, however many wait', () => {
  const { done, give, round } = loop()
  for (const name of names('a', 100)) give(NOISY, name, 1)
  for (let rounds = 0; done.length < 100; rounds++) {
    const before = done.length
    round()
    expect(done.length - before).toBeLessThanOrEqual(3)
    expect(rounds).toBeLessThan(100)
  }
})

test('LIMIT-3 work that a piece of work adds while it runs comes after the work that waits already', () => {
  const { turns, done, give, round } = loop()
  give(QUIET, 'long', 10)
  turns.run(NOISY, () => {
    done.push('a')
    give(NOISY, 'c', 0)
  })
  give(NOISY, 'b', 0)
  while (round() > 0);
  expect(done).toEqual(['long', 'a', 'b', 'c'])
})

test('LIMIT-13 the waiting work is bounded, and a widget that fills its part leaves the others theirs', () => {
  const { turns, give, done } = loop(10_000)
  give(3, 'long', 10)
  while (turns.hasRoom(NOISY)) turns.run(NOISY, () => undefined, 1_000)
  expect(turns.hasRoom(QUIET)).toBe(true)
  give(QUIET, 'b', 1)
  expect(turns.hasRoom(QUIET)).toBe(true)
  turns.flush()
  expect(done).toEqual(['long', 'b'])
  expect(turns.hasRoom(NOISY)).toBe(true)
})
