import type { Presence } from '@imbachat/sdk'
import type { Phrases } from '../i18n/phrases-for.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Times as the reader's language and time zone write them. All arguments are milliseconds since 1970. */
export interface Times {
  /** 14:05 */
  clock(at: number): string
  /** for the list: today 14:05, then yesterday, a weekday within a week, a date */
  short(at: number, now: number): string
  /** for the separators of a log: Today, Yesterday, 5 March, 5 March 2024 */
  day(at: number, now: number): string
  /** everything, for a tooltip */
  full(at: number): string
  lastSeen(at: number | null, now: number): string
}

export function timesFor(phrases: Phrases): Times {
  const { language, say, fill } = phrases
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options)
  const clock = format({ timeStyle: 'short' })
  const weekday = format({ weekday: 'short' })
  const shortDate = format({ day: 'numeric', month: 'short' })
  const numericDate = format({ day: '2-digit', month: '2-digit', year: '2-digit' })
  const longDate = format({ day: 'numeric', month: 'long' })
  const longDateOfYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const full = format({ dateStyle: 'full', timeStyle: 'short' })
  const sameYear = (a: number, b: number) => new Date(a).getFullYear() === new Date(b).getFullYear()

  return {
    clock: (at) => clock.format(at),
    full: (at) => full.format(at),
    short(at, now) {
      const days = daysBetween(at, now)
      if (days <= 0) return clock.format(at)
      if (days === 1) return say.yesterday
      if (days < 7) return weekday.format(at)
      return (sameYear(at, now) ? shortDate : numericDate).format(at)
    },
    day(at, now) {
      const days = daysBetween(at, now)
      if (days === 0) return say.today
      if (days === 1) return say.yesterday
      return (sameYear(at, now) ? longDate : longDateOfYear).format(at)
    },
    lastSeen(at, now) {
      if (at === null) return say.lastSeenUnknown
      const ago = now - at
      if (ago < MINUTE) return say.lastSeenNow
      if (ago < HOUR) return fill(say.lastSeenMinutes, { count: Math.floor(ago / MINUTE) })
      const days = daysBetween(at, now)
      if (days === 0) return fill(say.lastSeenToday, { time: clock.format(at) })
      if (days === 1) return fill(say.lastSeenYesterday, { time: clock.format(at) })
      return fill(say.lastSeenDate, { date: (sameYear(at, now) ? longDate : longDateOfYear).format(at) })
    },
  }
}

/** The first moment of the local day. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** Calendar days from `at` to `now`; rounded, since a day with a clock change has 23 or 25 hours. */
export function daysBetween(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / (24 * HOUR))
}

/** The text under the peer's name, without typing. */
export function presenceText(presence: Presence | undefined, now: number, phrases: Phrases, times: Times): string {
  if (!presence) return ''
  return presence.online ? phrases.say.online : times.lastSeen(presence.last_seen, now)
}
