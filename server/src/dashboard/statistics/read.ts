import type { ReturnedUsers, StatisticPoint } from '@imbachat/protocol/http/statistics'
import { noCounts, STATISTIC_COUNTS } from '@imbachat/protocol/http/statistics-limits'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import { dayOf } from './counters.ts'

const DAY_MS = 24 * 3_600_000
/** The longest that a time zone is ahead of UTC or behind it. */
const MOST_AHEAD_MS = 14 * 3_600_000

/**
 * At most 24 rows a day, out of the primary key; empty hours and days have no row and no point. Days are those of
 * `zone`; the active users of a day are those of the same date in UTC, in which each user counts once.
 */
export async function readPoints(
  readDb: Kysely<Database>,
  widget_id: number,
  { from, to, by, zone }: { from: number; to: number; by: 'hour' | 'day'; zone: string },
): Promise<StatisticPoint[]> {
  const around = by === 'hour' ? 0 : MOST_AHEAD_MS
  const rows = await readDb
    .selectFrom('statistic')
    .select(['hour', ...STATISTIC_COUNTS])
    .where('widget_id', '=', widget_id)
    .where('hour', '>=', from - around)
    .where('hour', '<', to + around)
    .orderBy('hour')
    .execute()
  const points = new Map<number, StatisticPoint>()
  const pointAt = (at: number) => {
    const point = points.get(at) ?? { at, ...noCounts() }
    points.set(at, point)
    return point
  }
  const { dayOfTime, dayOfDate } = localDays(zone)
  for (const { hour, ...counts } of rows) {
    const day = by === 'hour' ? hour : dayOfTime(hour)
    if (hour >= from && hour < to) {
      const point = pointAt(day)
      for (const name of STATISTIC_COUNTS) if (!OF_UTC_DAYS.has(name)) point[name] += counts[name]
    }
    const date = by === 'hour' ? hour : dayOfDate(dayOf(hour))
    if (date < from || date >= to) continue
    const point = pointAt(date)
    for (const name of OF_UTC_DAYS) point[name] += counts[name]
  }
  return [...points.values()].sort((a, b) => a.at - b.at)
}

const OF_UTC_DAYS: ReadonlySet<(typeof STATISTIC_COUNTS)[number]> = new Set(['active_users', 'new_users'])

/** When days begin in a zone, milliseconds since 1970. The zone is asked at most twice for a day of UTC. */
function localDays(zone: string) {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const askOffset = (at: number) => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  }
  const offsets = new Map<number, number>()
  const offsetOfDay = (day: number) => {
    const offset = offsets.get(day) ?? askOffset(day)
    offsets.set(day, offset)
    return offset
  }
  const offsetAt = (at: number) => {
    const day = dayOf(at)
    const first = offsetOfDay(day)
    return first === offsetOfDay(day + DAY_MS) ? first : askOffset(at)
  }
  /** @param date its midnight in UTC */
  const dayOfDate = (date: number) => date - offsetAt(date - offsetAt(date))
  return { dayOfDate, dayOfTime: (at: number) => dayOfDate(dayOf(at + offsetAt(at))) }
}

/** The users of each week, by the week in which they came first. */
export const readReturned = (readDb: Kysely<Database>, widget_id: number, since: number): Promise<ReturnedUsers[]> =>
  readDb
    .selectFrom('returned_users')
    .select(['first_week', 'week', 'users'])
    .where('widget_id', '=', widget_id)
    .where('first_week', '>=', since)
    .orderBy('first_week')
    .orderBy('week')
    .execute()

/** Number of users by the day on which they were last active, from the index of days. */
export async function readActive(
  readDb: Kysely<Database>,
  widget_id: number,
  since: number,
): Promise<{ day: number; users: number }[]> {
  const rows = await readDb
    .selectFrom('active_user')
    .select((eb) => ['day', eb.fn.countAll().as('users')])
    .where('widget_id', '=', widget_id)
    .where('day', '>=', since)
    .groupBy('day')
    .execute()
  return rows.map(({ day, users }) => ({ day, users: Number(users) }))
}

export async function readSign(readDb: Kysely<Database>, widget_id: number) {
  const row = await readDb.selectFrom('sign_of_life').selectAll().where('widget_id', '=', widget_id).executeTakeFirst()
  return {
    script_at: row?.script_at ?? null,
    script_origin: row?.script_origin ?? null,
    user_at: row?.user_at ?? null,
    message_at: row?.message_at ?? null,
  }
}

export async function readStoredBytes(readDb: Kysely<Database>, widget_id: number): Promise<number> {
  const row = await readDb
    .selectFrom('file_usage')
    .select('bytes')
    .where('widget_id', '=', widget_id)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}
