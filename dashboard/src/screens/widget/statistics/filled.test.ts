import { expect, test } from 'bun:test'
import { csvOf, filled } from './filled.ts'

const point = { at: 3_600_000, messages: 2, dialogs: 1, active_users: 3 }

test('STAT-4 hours in which nothing happened are shown as zero', () => {
  const all = filled([point], { from: 0, to: 3 * 3_600_000, step: 3_600_000 })
  expect(all.map(({ messages }) => messages)).toEqual([0, 2, 0])
})

test('STAT-4 the export has a line for each point, with the time in UTC', () => {
  expect(csvOf([point])).toBe('time,messages,new_dialogs,active_users\r\n1970-01-01T01:00:00.000Z,2,1,3')
})
