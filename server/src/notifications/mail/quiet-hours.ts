const DAY = 1_440
const MINUTE_MS = 60_000
/** Clocks are set forward or back by whole quarters of an hour. */
const QUARTER = 15

/**
 * When the quiet hours end, if it is quiet now; null: it is not.
 * @param hours of the zone's day, such as `22:00-08:00`
 * @param zone such as `Europe/Berlin`; UTC where this machine does not know it
 */
export function quietUntil(hours: string, zone: string, now: number): number | null {
  const [from = 0, to = 0] = hours.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
  const minuteOf = minutesOfDay(zone)
  const isQuiet = (at: number) => (minuteOf(at) - from + DAY) % DAY < (to - from + DAY) % DAY
  if (!isQuiet(now)) return null
  const thisMinute = now - (now % MINUTE_MS)
  let end = thisMinute + ((to - minuteOf(now) + DAY) % DAY) * MINUTE_MS
  // The clocks were changed in between: the end is earlier or later than it seems.
  while (isQuiet(end)) end += QUARTER * MINUTE_MS
  while (end - QUARTER * MINUTE_MS > now && !isQuiet(end - MINUTE_MS)) end -= QUARTER * MINUTE_MS
  return end
}

function minutesOfDay(zone: string): (at: number) => number {
  const format = clockOf(zone) ?? clockOf('UTC')
  return (at) => {
    const parts = format?.formatToParts(at) ?? []
    const number = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
    return number('hour') * 60 + number('minute')
  }
}

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
  } catch {
    return null
  }
}
