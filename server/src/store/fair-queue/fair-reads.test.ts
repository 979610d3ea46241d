import { expect, test } from 'bun:test'
import { fairReads } from './fair-reads.ts'

const NOISY = 1
const QUIET = 2

test("WRITE-4 one widget's thousands of waiting reads do not delay another's; at most one read runs per connection", async () => {
  const inTurn = fairReads(4)
  let running = 0
  let done = 0
  const read = async () => {
    expect(++running).toBeLessThanOrEqual(4)
    await new Promise(setImmediate)
    running--
    return done++
  }
  const noisy = Array.from({ length: 3_000 }, () => inTurn(NOISY, read))
  const quiet = await Promise.all([1, 2, 3].map(() => inTurn(QUIET, read)))
  expect(Math.max(...quiet)).toBeLessThan(16)
  await Promise.all(noisy)
  expect(done).toBe(3_003)
})

test('WRITE-4 a failed read gives its place to the next; a widget with a full queue gets `server_busy`', async () => {
  const inTurn = fairReads(1)
  const failing = inTurn(NOISY, () => Promise.reject(new Error('the database refused')))
  const next = inTurn(QUIET, async () => 'read')
  const flood = Array.from({ length: 20_000 }, () => inTurn(NOISY, async () => 'noise').catch(({ code }) => code))
  expect(await failing.catch(({ message }) => message)).toBe('the database refused')
  expect(await next).toBe('read')
  expect(new Set(await Promise.all(flood))).toEqual(new Set(['noise', 'server_busy']))
})
