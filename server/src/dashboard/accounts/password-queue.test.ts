import { expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { createPasswordQueue } from './password-queue.ts'

/** A queue whose works end when the test says so. */
function queueOf(most: number) {
  const queue = createPasswordQueue(most)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const outcomes = new Map<string, string>()
  return {
    queue,
    begun,
    outcomes,
    ask(name: string, address: string): void {
      const work = () => {
        begun.push(name)
        return new Promise<void>((end) => ends.push(end))
      }
      queue.run(address, work).then(
        () => outcomes.set(name, 'done'),
        (error: unknown) => outcomes.set(name, error instanceof ChatError ? error.code : String(error)),
      )
    },
    async endOne(): Promise<void> {
      ends.shift()?.()
      await Bun.sleep(0)
    },
  }
}

test('LIMIT-7 one password is hashed at a time, and addresses take turns', async () => {
  const { ask, begun, endOne } = queueOf(8)
  for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, 'a')
  ask('b1', 'b')
  ask('c1', 'c')
  await Bun.sleep(0)
  expect(begun).toEqual(['a1'])
  for (let n = 0; n < 5; n++) await endOne()
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4'])
})

test('LIMIT-7 when the queue is full, the address with the most waiting is refused, with a time to wait', async () => {
  const { queue, ask, begun, outcomes, endOne } = queueOf(4)
  for (let n = 0; n <= 4; n++) ask(`a${n}`, 'a')
  ask('a5', 'a')
  expect(() => queue.mustHaveRoom('a')).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1_000 }))
  queue.mustHaveRoom('b')
  ask('b1', 'b')
  ask('b2', 'b')
  ask('b3', 'b')
  await Bun.sleep(0)
  expect(Object.fromEntries(outcomes)).toEqual({
    a3: 'rate_limited',
    a4: 'rate_limited',
    a5: 'rate_limited',
    b3: 'rate_limited',
  })
  for (let n = 0; n < 6; n++) await endOne()
  expect(begun).toEqual(['a0', 'a1', 'b1', 'a2', 'b2'])
})

test('LIMIT-7 a failed hash makes room for the next', async () => {
  const queue = createPasswordQueue()
  const failing = queue.run('a', () => Promise.reject(new Error('no')))
  const next = queue.run('a', async () => 'done')
  expect(await failing.catch((error: Error) => error.message)).toBe('no')
  expect(await next).toBe('done')
})
