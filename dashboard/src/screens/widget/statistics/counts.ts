import { noCounts, STATISTIC_COUNTS, type StatisticCounts } from '@imbachat/protocol/http/statistics-limits'
import type { StatisticPoint } from '../../../requests/api.ts'

export type Counts = StatisticCounts

export const NO_COUNTS: Counts = noCounts()

/** A point for each of these times: the server leaves out those at which nothing happened. */
export function filled(points: readonly StatisticPoint[], times: readonly number[]): StatisticPoint[] {
  const known = new Map(points.map((point) => [point.at, point]))
  return times.map((at) => known.get(at) ?? { at, ...NO_COUNTS })
}

export function sumOf(points: readonly StatisticPoint[]): Counts {
  const sum = { ...NO_COUNTS }
  for (const point of points) for (const name of STATISTIC_COUNTS) sum[name] += point[name]
  return sum
}

export const answeredOf = (counts: Counts): number =>
  counts.answered_5m + counts.answered_1h + counts.answered_1d + counts.answered_later

/**
 * The mean of the active users of a day, in a period and in as long a one before it. For a new chat, days count from
 * the first user on: the empty days before would round a handful of users to 0. The earlier period may also have begun
 * with a quiet day, so all of its days count.
 */
export function activeADay(
  points: readonly StatisticPoint[],
  earlier: readonly StatisticPoint[],
  days: number,
): { now: number; before: number } {
  const [sum, before] = [sumOf(points).active_users, sumOf(earlier).active_users]
  const first = points.findIndex(({ active_users }) => active_users > 0)
  const isNew = first > 0 && before === 0
  const counted = isNew ? (days * (points.length - first)) / points.length : days
  return { now: rounded(sum / Math.max(1, counted)), before: rounded(before / days) }
}

const rounded = (mean: number): number => (mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean))

/** For a spreadsheet; times as ISO 8601 in UTC. */
export const csvOf = (points: readonly StatisticPoint[]): string =>
  [
    ['time', ...STATISTIC_COUNTS].join(','),
    ...points.map((point) =>
      [new Date(point.at).toISOString(), ...STATISTIC_COUNTS.map((name) => point[name])].join(','),
    ),
  ].join('\r\n')
