import { expect, test } from 'bun:test'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { createRecentActs } from './recent-acts.ts'

const HOUR_MS = 3_600_000

test('RULE-11 a flood of acts in one widget does not make the server forget those of another', () => {
  const clock = manualClock()
  const recent = createRecentActs(clock)
  const act = (widget_id: number, key: string, thing: number) =>
    recent.count({ widget_id, key, thing, ms: HOUR_MS, most: 5 })
  expect([act(1, 'u1', 1), act(1, 'u1', 2)]).toEqual([1, 2])
  for (let n = 0; n < 50_000; n++) act(2, `u${n}`, 1)
  expect(act(1, 'u1', 3)).toBe(3)
  clock.elapse(HOUR_MS)
  expect(act(1, 'u1', 4)).toBe(1)
})
