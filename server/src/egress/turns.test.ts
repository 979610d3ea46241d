import { expect, test } from 'bun:test'
import { turns } from './turns.ts'

const never = new AbortController().signal

test('a limited number of calls runs at once per target; the next starts when one ends', async () => {
  const line = turns({ atOnce: 1, waiting: 5 })
  const end = await line.take('a', never)
  let started = false
  const second = line.take('a', never)?.then((ending) => {
    started = true
    return ending
  })
  await line.take('b', never)
  expect(started).toBe(false)
  end?.()
  await second
  expect(started).toBe(true)
})

test('a full queue refuses further calls', async () => {
  const line = turns({ atOnce: 1, waiting: 1 })
  await line.take('a', never)
  expect(line.take('a', never)).not.toBeNull()
  expect(line.take('a', never)).toBeNull()
})

test('a call that gives up waiting leaves its place to the next one', async () => {
  const line = turns({ atOnce: 1, waiting: 2 })
  const end = await line.take('a', never)
  const impatient = new AbortController()
  const first = line.take('a', impatient.signal)
  const second = line.take('a', never)
  impatient.abort(new Error('no time'))
  expect(first).rejects.toThrow('no time')
  end?.()
  expect(await second).toBeFunction()
})
