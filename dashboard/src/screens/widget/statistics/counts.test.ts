import { expect, test } from 'bun:test'
import { activeADay, csvOf, filled, NO_COUNTS, sumOf } from './counts.ts'

const point = { ...NO_COUNTS, at: 3_600_000, messages: 2, dialogs: 1, active_users: 3 }

test('STAT-4 hours in which nothing happened are shown as zero', () => {
  const all = filled([point], [0, 3_600_000, 7_200_000])
  expect(all.map(({ messages }) => messages)).toEqual([0, 2, 0])
  expect(sumOf(all)).toEqual({ ...NO_COUNTS, messages: 2, dialogs: 1, active_users: 3 })
})

const days = (...users: number[]) => users.map((active_users, at) => ({ ...NO_COUNTS, at, active_users }))

test('STAT-4 active users a day are counted from the first day of a new chat on', () => {
  expect(activeADay(days(0, 0, 0, 6), days(0, 0, 0, 0), 4).now).toBe(6)
  expect(activeADay(days(0, 0, 4, 1), days(0, 0, 0, 0), 4).now).toBe(2.5)
  // a chat that had users before was quiet
  expect(activeADay(days(0, 0, 0, 6), days(1, 0, 0, 0), 4).now).toBe(1.5)
  expect(activeADay(days(0, 0, 0, 0), days(0, 0, 0, 0), 4).now).toBe(0)
  expect(activeADay(days(20, 21), days(0, 0), 2).now).toBe(21)
})

test('STAT-4 two equal weeks that begin with a quiet day have as many active users a day', () => {
  const week = days(0, 7, 7, 7, 7, 7, 7)
  expect(activeADay(week, week, 7)).toEqual({ now: 6, before: 6 })
})

test('STAT-4 the export has a line for each point, with the time in UTC', () => {
  const [head, line] = csvOf([point]).split('\r\n')
  expect(head).toStartWith('time,messages,dialogs,active_users,')
  expect(line).toStartWith('1970-01-01T01:00:00.000Z,2,1,3,0')
})
