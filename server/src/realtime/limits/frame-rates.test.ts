import { expect, test } from 'bun:test'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import type { Session } from '../connection/session.ts'
import { frameRates } from './frame-rates.ts'
import { FIXED_LIMITS } from './limits.ts'

test('LIMIT-1 the rate of a user covers all connections of the user after thousands of other users came', () => {
  const limits = { ...FIXED_LIMITS, ...DEFAULT_LIMITS, FRAMES_PER_SECOND: 5, FRAMES_PER_SECOND_PER_ADDRESS: 0 }
  const rates = frameRates(limits, manualClock())
  const connectionOf = (user_id: string) => {
    const session = { widget_id: 1, address: null, rateKey: null, frames: null, refusals: null } as Session
    rates.countAs(session, { widget_id: 1, user_id })
    return session
  }
  let passed = 0
  const connections = Array.from({ length: 3 }, (_, round) => {
    const connection = connectionOf('eve')
    // full buckets are forgotten when there are many keys
    for (let n = 0; n < 2_500; n++) rates.take(connectionOf(`user-${round}-${n}`), 0)
    return connection
  })
  for (const connection of connections) while (rates.take(connection, 1) === null) passed++
  expect(passed).toBe(40)
})
