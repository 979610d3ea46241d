/** A local calendar day. Months count from 0, as in Date. */
export interface Day {
  year: number
  month: number
  day: number
}

const dateOf = ({ year, month, day }: Day) => {
  const date = new Date(2000, month, day)
  // `new Date(99, …)` would be 1999
  date.setFullYear(year, month, day)
  return date
}

export function dayOf(at: number | Date): Day {
  const date = new Date(at)
  return { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() }
}

/** The day's first moment, milliseconds since 1970. */
export const startOf = (day: Day): number => dateOf(day).getTime()

export const plusDays = ({ year, month, day }: Day, days: number): Day =>
  dayOf(dateOf({ year, month, day: day + days }))

/** The same day of another month, or that month's last one. */
export function plusMonths({ year, month, day }: Day, months: number): Day {
  const first = dayOf(dateOf({ year, month: month + months, day: 1 }))
  return { ...first, day: Math.min(day, daysIn(first)) }
}

const daysIn = ({ year, month }: Day): number => dateOf({ year, month: month + 1, day: 0 }).getDate()

/** Days before `day` in its week; `firstDay` counts from Monday, 1, to Sunday, 7. */
export const dayOfWeek = (day: Day, firstDay: number): number => (dateOf(day).getDay() + 7 - (firstDay % 7)) % 7

/** The weeks of the month of `day`; null where a week begins or ends in another month. */
export function weeksOf({ year, month }: Day, firstDay: number): (Day | null)[][] {
  const before = dayOfWeek({ year, month, day: 1 }, firstDay)
  const count = daysIn({ year, month, day: 1 })
  return Array.from({ length: Math.ceil((before + count) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, place) => {
      const day = week * 7 + place - before + 1
      return day >= 1 && day <= count ? { year, month, day } : null
    }),
  )
}

/** The first day of the week in this language. Firefox does not know it: Monday. */
export function firstDayOfWeek(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1
}
