import { expect, test } from 'bun:test'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import { createCallSlots } from './call-slots.ts'

const never = new AbortController().signal

test('a limited number of calls runs at once per target; the next starts when one ends', async () => {
  const slots = createCallSlots({ atOnce: 1, waiting: 5 })
  const end = await slots.take('a', never)
  let started = false
  const second = slots.take('a', never)?.then((ending) => {
    started = true
    return ending
  })
  await slots.take('b', never)
  expect(started).toBe(false)
  end?.()
  await second
  expect(started).toBe(true)
})

test('a full queue refuses further calls', async () => {
  const slots = createCallSlots({ atOnce: 1, waiting: 1 })
  await slots.take('a', never)
  expect(slots.take('a', never)).not.toBeNull()
  expect(slots.take('a', never)).toBeNull()
})

test('a call that gives up waiting leaves its place to the next one', async () => {
  const slots = createCallSlots({ atOnce: 1, waiting: 2 })
  const end = await slots.take('a', never)
  const impatient = new AbortController()
  const first = slots.take('a', impatient.signal)
  const second = slots.take('a', never)
  impatient.abort(new Error('no time'))
  expect((await refusalOf(first)).message).toContain('no time')
  end?.()
  expect(await second).toBeFunction()
})
