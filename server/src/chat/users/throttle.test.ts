import { expect, test } from 'bun:test'
import { manualClock } from '../testing/manual-clock.ts'
import { throttle } from './throttle.ts'

function counting() {
  const clock = manualClock()
  const space = throttle(clock, 1_000)
  const ran: string[] = []
  return { clock, ran, ask: (key: string) => space(key, () => ran.push(key)) }
}

test('a throttled call runs at once, each key for itself', () => {
  const { ran, ask } = counting()
  ask('a')
  ask('b')
  expect(ran).toEqual(['a', 'b'])
})

test('a call that is asked for again in between runs once when the time is over, then is throttled again', () => {
  const { clock, ran, ask } = counting()
  ask('a')
  ask('a')
  ask('a')
  clock.elapse(999)
  expect(ran).toEqual(['a'])
  clock.elapse(1)
  expect(ran).toEqual(['a', 'a'])
  ask('a')
  expect(ran).toHaveLength(2)
  clock.elapse(1_000)
  expect(ran).toHaveLength(3)
})

test('an act that nobody asked for in between does not run by itself', () => {
  const { clock, ran, ask } = counting()
  ask('a')
  clock.elapse(5_000)
  expect(ran).toEqual(['a'])
  ask('a')
  expect(ran).toEqual(['a', 'a'])
})
