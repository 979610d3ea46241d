const SECONDS_IN = { year: 31_557_600, month: 2_629_800, day: 86_400, hour: 3_600, minute: 60 } as const

/** "3 years ago", "in 5 minutes", in the largest unit that fits. @param seconds negative: in the past */
export function relativeTime(seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const unit of Object.keys(SECONDS_IN) as (keyof typeof SECONDS_IN)[]) {
    if (Math.abs(seconds) >= SECONDS_IN[unit]) return format.format(Math.round(seconds / SECONDS_IN[unit]), unit)
  }
  return format.format(Math.round(seconds), 'second')
}
