import { STATISTICS_MOST_DAYS } from '@imbachat/protocol/http/statistics-limits'
import { dayEnd, dayStart } from '../audit/date-field.tsx'

const HOUR_MS = 3_600_000
/** Longest period that is shown by hour, days. */
const BY_HOUR_DAYS = 7

export const PERIODS = { '24h': 1, '7d': 7, '30d': 30, '90d': 90, '1y': 365 } as const
export type PeriodName = keyof typeof PERIODS | 'chosen'
export const PERIOD_NAMES = [...(Object.keys(PERIODS) as (keyof typeof PERIODS)[]), 'chosen'] as const

export interface Period {
  name: PeriodName
  by: 'hour' | 'day'
  days: number
  /** of its hours or days, milliseconds since 1970 */
  times: number[]
  /** those of as long a period before it */
  before: number[]
  /** the end of both, exclusive */
  to: number
  before_to: number
}

/** The period that an address names, in the reader's time zone. Its last hour or day is the current one. */
export function periodOf(query: URLSearchParams, now: number): Period {
  const name = PERIOD_NAMES.find((known) => known === query.get('period')) ?? '30d'
  if (name === '24h') {
    const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
    return byHour(name, 1, to - 24 * HOUR_MS, to)
  }
  const chosen = name === 'chosen' ? chosenDays(query) : null
  const today = new Date(now).setHours(0, 0, 0, 0)
  const last = chosen?.last ?? today
  const days = chosen?.days ?? (name === 'chosen' ? PERIODS['30d'] : PERIODS[name])
  const first = daysAfter(last, 1 - days)
  const to = daysAfter(last, 1)
  if (days <= BY_HOUR_DAYS) return byHour(name, days, first, to)
  return {
    name,
    by: 'day',
    days,
    times: Array.from({ length: days }, (_, index) => daysAfter(first, index)),
    before: Array.from({ length: days }, (_, index) => daysAfter(first, index - days)),
    to,
    before_to: first,
  }
}

function byHour(name: PeriodName, days: number, from: number, to: number): Period {
  const length = Math.round((to - from) / HOUR_MS)
  const times = Array.from({ length }, (_, index) => from + index * HOUR_MS)
  const before = times.map((at) => at - length * HOUR_MS)
  return { name, by: 'hour', days, times, before, to, before_to: from }
}

/** Two days in the address, in their order; null: they are missing, or too far from each other. */
function chosenDays(query: URLSearchParams): { last: number; days: number } | null {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  const [first, end] = [dayStart(from), dayEnd(to)]
  if (first === null || end === null || end <= first) return null
  const days = Math.round((end - first) / (24 * HOUR_MS))
  return days > STATISTICS_MOST_DAYS.day ? null : { last: daysAfter(end, -1), days }
}

/** Adds calendar days: with daylight saving time, a day is not always 24 hours. */
export function daysAfter(at: number, days: number): number {
  const date = new Date(at)
  date.setDate(date.getDate() + days)
  return date.getTime()
}
