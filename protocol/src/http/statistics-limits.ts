/** Longest period by hour and by day; keeps an answer short. */
export const STATISTICS_MOST_DAYS = { hour: 31, day: 730 } as const

/** Numbers that are counted per hour: the columns of the server's table, and the values in charts and files. */
export const STATISTIC_COUNTS = [
  'messages',
  'dialogs',
  'active_users',
  'new_users',
  'rooms',
  'files',
  'file_bytes',
  'dialogs_begun',
  'answered_5m',
  'answered_1h',
  'answered_1d',
  'answered_later',
] as const
export type StatisticCounts = Record<(typeof STATISTIC_COUNTS)[number], number>

/** All of them at nothing, in one order: one shape of object for the runtime. */
export const noCounts = (): StatisticCounts =>
  Object.fromEntries(STATISTIC_COUNTS.map((name) => [name, 0])) as StatisticCounts
