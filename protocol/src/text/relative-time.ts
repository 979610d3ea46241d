const SECONDS_IN = { minute: 60, hour: 3_600, day: 86_400, month: 2_629_800, year: 31_557_600 } as const

/**
 * "3 years ago", "in 5 minutes", in the largest unit that fits: 59.6 minutes are an hour, not 60 minutes.
 * @param seconds negative: in the past
 */
export function relativeTime(seconds: number, language: string): string {
  let unit: 'second' | keyof typeof SECONDS_IN = 'second'
  let size = 1
  for (const larger of Object.keys(SECONDS_IN) as (keyof typeof SECONDS_IN)[]) {
    if (Math.abs(Math.round(seconds / size) * size) < SECONDS_IN[larger]) break
    unit = larger
    size = SECONDS_IN[larger]
  }
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit)
}
