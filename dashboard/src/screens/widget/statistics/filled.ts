import type { StatisticPoint } from '../../../requests/api.ts'

/** Every hour or day of the period: the server leaves out those in which nothing happened. */
export function filled(
  points: readonly StatisticPoint[],
  { from, to, step }: { from: number; to: number; step: number },
): StatisticPoint[] {
  const known = new Map(points.map((point) => [point.at, point]))
  const all: StatisticPoint[] = []
  for (let at = from; at < to; at += step) {
    all.push(known.get(at) ?? { at, messages: 0, dialogs: 0, active_users: 0 })
  }
  return all
}

/** For a spreadsheet; times as ISO 8601 in UTC. */
export const csvOf = (points: readonly StatisticPoint[]): string =>
  [
    'time,messages,new_dialogs,active_users',
    ...points.map(({ at, messages, dialogs, active_users }) =>
      [new Date(at).toISOString(), messages, dialogs, active_users].join(','),
    ),
  ].join('\r\n')
