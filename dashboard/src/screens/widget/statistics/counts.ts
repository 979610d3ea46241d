import type { StatisticPoint } from '../../../requests/api.ts'

export type Counts = Omit<StatisticPoint, 'at'>

export const NO_COUNTS: Counts = {
  messages: 0,
  dialogs: 0,
  active_users: 0,
  new_users: 0,
  rooms: 0,
  files: 0,
  file_bytes: 0,
  dialogs_begun: 0,
  answered_5m: 0,
  answered_1h: 0,
  answered_1d: 0,
  answered_later: 0,
}

const NAMES = Object.keys(NO_COUNTS) as (keyof Counts)[]

/** A point for each of these times: the server leaves out those at which nothing happened. */
export function filled(points: readonly StatisticPoint[], times: readonly number[]): StatisticPoint[] {
  const known = new Map(points.map((point) => [point.at, point]))
  return times.map((at) => known.get(at) ?? { at, ...NO_COUNTS })
}

export function sumOf(points: readonly StatisticPoint[]): Counts {
  const sum = { ...NO_COUNTS }
  for (const point of points) for (const name of NAMES) sum[name] += point[name]
  return sum
}

export const answeredOf = (counts: Counts): number =>
  counts.answered_5m + counts.answered_1h + counts.answered_1d + counts.answered_later

/** For a spreadsheet; times as ISO 8601 in UTC. */
export const csvOf = (points: readonly StatisticPoint[]): string =>
  [
    ['time', ...NAMES].join(','),
    ...points.map((point) => [new Date(point.at).toISOString(), ...NAMES.map((name) => point[name])].join(',')),
  ].join('\r\n')
