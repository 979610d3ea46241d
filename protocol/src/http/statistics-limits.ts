/** Longest period by hour and by day; keeps an answer short. */
export const STATISTICS_MOST_DAYS = { hour: 31, day: 730 } as const
