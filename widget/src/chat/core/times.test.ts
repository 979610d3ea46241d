import { describe, expect, test } from 'bun:test'
import { phrasesFor } from '../i18n/phrases-for.ts'
import { sourceCatalogs } from '../i18n/testing.ts'
import { daysBetween, presenceText, timesFor } from './times.ts'

const en = await phrasesFor(['en-GB'], sourceCatalogs)
const ru = await phrasesFor(['ru'], sourceCatalogs)
const times = timesFor(en)
const now = new Date(2026, 10, 24, 15, 30).getTime()
const at = (day: number, hour = 14, minute = 5, month = 10, year = 2026) =>
  new Date(year, month, day, hour, minute).getTime()

describe('the list says when, as short as it can', () => {
  test('a time of today is shown by the clock', () => expect(times.short(at(24), now)).toBe('14:05'))
  test('a time of yesterday is shown as “Yesterday”, even a minute before midnight', () =>
    expect(times.short(at(23, 23, 59), now)).toBe('Yesterday'))
  test('a time of this week is shown by its weekday', () => expect(times.short(at(20), now)).toBe('Fri'))
  test('a time of a week ago is shown by date, since its weekday would mean today', () =>
    expect(times.short(at(17), now)).toBe('17 Nov'))
  test('a time of another year is shown with the year', () =>
    expect(times.short(at(24, 1, 1, 10, 2025), now)).toBe('24/11/25'))
  test('a clock ahead of ours counts as today', () => expect(times.short(at(25, 0, 1), now)).toBe('00:01'))
})

describe('separators name the day', () => {
  test('a separator of today or yesterday has that word', () => {
    expect(times.day(at(24, 0, 0), now)).toBe('Today')
    expect(times.day(at(23), now)).toBe('Yesterday')
  })
  test('a separator of an older day is in the language of the reader', () => {
    expect(times.day(at(5), now)).toBe('5 November')
    expect(timesFor(ru).day(at(5, 1, 1, 10, 2024), now)).toBe('5 ноября 2024 г.')
  })
})

describe('last seen', () => {
  test.each([
    [now - 59_000, 'last seen just now'],
    [now - 60_000, 'last seen 1 min ago'],
    [now - 59 * 60_000, 'last seen 59 min ago'],
    [at(24, 9, 15), 'last seen at 09:15'],
    [at(23, 9, 15), 'last seen yesterday at 09:15'],
    [at(3), 'last seen 3 November'],
    [null, 'offline'],
  ])('%p is %p', (lastSeen, words) => expect(times.lastSeen(lastSeen, now)).toBe(words))

  test('a user who is online has no last seen, and without presence nothing is shown', () => {
    expect(presenceText({ user_id: '1', online: true, last_seen: now }, now, en, times)).toBe('online')
    expect(presenceText(undefined, now, en, times)).toBe('')
  })

  test('Russian has its own plural for two, five and twenty-one hours, and short minutes', () => {
    const russian = timesFor(ru)
    expect(russian.lastSeen(now - 2 * 60_000, now)).toBe('был(а) 2 мин назад')
  })
})

test('days are counted by the calendar, not by 24 hours', () => {
  expect(daysBetween(at(23, 23, 59), at(24, 0, 1))).toBe(1)
  expect(daysBetween(at(24, 0, 1), at(24, 23, 59))).toBe(0)
})
