import { expect, test } from 'bun:test'
import { dayOf, firstDayOfWeek, plusDays, plusMonths, startOf, weeksOf } from './month-grid.ts'

const day = (year: number, month: number, of: number) => ({ year, month: month - 1, day: of })

test('a month has its days in weeks that begin where the language says', () => {
  const monday = weeksOf(day(2026, 11, 9), 1).map((week) => week.map((one) => one?.day ?? 0))
  expect(monday[0]).toEqual([0, 0, 0, 0, 0, 0, 1])
  expect(monday.at(-1)).toEqual([30, 0, 0, 0, 0, 0, 0])
  expect(weeksOf(day(2026, 11, 9), 7)[0]?.map((one) => one?.day)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(weeksOf(day(2026, 2, 1), 7)).toHaveLength(4)
})

test('days and months pass over the ends of months and years', () => {
  expect(plusDays(day(2026, 12, 31), 1)).toEqual(day(2027, 1, 1))
  expect(plusDays(day(2024, 3, 1), -1)).toEqual(day(2024, 2, 29))
  expect(plusMonths(day(2026, 1, 31), 1)).toEqual(day(2026, 2, 28))
  expect(plusMonths(day(2026, 1, 31), -1)).toEqual(day(2025, 12, 31))
  expect(plusMonths(day(2024, 2, 29), 12)).toEqual(day(2025, 2, 28))
})

test('a day begins at local midnight', () => {
  const start = startOf(day(2026, 11, 9))
  expect(dayOf(start)).toEqual(day(2026, 11, 9))
  expect(dayOf(start - 1)).toEqual(day(2026, 11, 8))
})

test('weeks begin on Monday in Russia, and on Sunday in the United States if the engine knows', () => {
  expect(firstDayOfWeek('ru')).toBe(1)
  expect([1, 7]).toContain(firstDayOfWeek('en-US'))
})
