import { expect, test } from 'bun:test'
import { relativeTime } from './relative-time.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  [0, 'now'],
  [-59.4, '59 seconds ago'],
  [-59.6, '1 minute ago'],
  [-59.4 * MINUTE, '59 minutes ago'],
  [-59.6 * MINUTE, '1 hour ago'],
  [59.6 * MINUTE, 'in 1 hour'],
  [-23.4 * HOUR, '23 hours ago'],
  [-23.6 * HOUR, 'yesterday'],
  [-30 * DAY, '30 days ago'],
  [-31 * DAY, 'last month'],
  [-11.4 * 30.4375 * DAY, '11 months ago'],
  [-11.6 * 30.4375 * DAY, 'last year'],
  [5 * 365.25 * DAY, 'in 5 years'],
])('%p seconds are %p: rounding never gives as many as the next unit has', (seconds, words) =>
  expect(relativeTime(seconds, 'en')).toBe(words),
)
