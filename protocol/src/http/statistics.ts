import { z } from 'zod'
import { DASHBOARD_API, operations } from './operation.ts'
import { STATISTICS_MOST_DAYS } from './statistics-limits.ts'
import { widgetParams } from './widget/widgets.ts'

const HOUR_MS = 3_600_000

export const statisticPoint = z
  .object({
    at: z.int().describe('when the hour or day begins, milliseconds since 1970'),
    messages: z.int(),
    dialogs: z.int().describe('new dialogs, empty ones included'),
    active_users: z.int().describe('by hour: users whose first activity of that day of UTC fell into it'),
    new_users: z.int().describe('of the active users, those who had never come before'),
    rooms: z.int().describe('new groups and public rooms'),
    files: z.int().describe('uploaded files'),
    file_bytes: z.int().describe('bytes of uploaded files'),
    dialogs_begun: z.int().describe('dialogs whose first message was sent then'),
    answered_5m: z.int().describe('of the dialogs begun then, those that the other user answered within 5 minutes'),
    answered_1h: z.int().describe('those answered later, within an hour'),
    answered_1d: z.int().describe('those answered later, within a day'),
    answered_later: z.int().describe('those answered later, within 30 days'),
  })
  .meta({ id: 'StatisticPoint' })
export type StatisticPoint = z.output<typeof statisticPoint>

export const returnedUsers = z
  .object({
    first_week: z.int().describe('Monday of the week in which the users came first (UTC), milliseconds since 1970'),
    week: z.int().describe('Monday of a week in which they were active'),
    users: z.int(),
  })
  .meta({ id: 'ReturnedUsers' })
export type ReturnedUsers = z.output<typeof returnedUsers>

/** Is it the name of a time zone, such as `Europe/Berlin`? */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** An absent value is converted to NaN, so it gets the same error as a wrong one. */
const moment = z.coerce.number('must be milliseconds since 1970').int().min(0)

/** A period, as the dashboard and servers of sites ask for it. */
export const statisticsQuery = z
  .strictObject({
    by: z.enum(['hour', 'day'], 'must be one of hour, day').default('day'),
    from: moment.describe('milliseconds since 1970, inclusive'),
    to: moment.describe('milliseconds since 1970, exclusive'),
    zone: z
      .string()
      .max(64, 'must have at most 64 characters')
      .refine(isZone, 'must be a time zone, such as Europe/Berlin')
      .default('UTC')
      .describe('days begin by it; active and new users of a day are those of the same date in UTC'),
  })
  .refine(({ by, from, to }) => to > from && to - from <= STATISTICS_MOST_DAYS[by] * 24 * HOUR_MS, {
    path: ['to'],
    message: 'must be after from, by at most 31 days of hours or 730 days',
  })

const active = z.object({ today: z.int(), week: z.int(), month: z.int() })

export const overview = z
  .object({
    online: z.int().describe('users with a connection now'),
    active: active.describe('distinct users of today (UTC), of 7 and of 30 days'),
    messages_today: z.int(),
    days: z.array(statisticPoint).describe('the last 14 days'),
    reports_open: z.int().nullable().describe('null: the role may not read reports'),
    signs: z.object({
      script_at: z.int().nullable().describe('when a page last loaded the script, to the minute'),
      script_origin: z.string().nullable().describe('of that page, if it says so'),
      user_at: z.int().nullable().describe('when the first user came'),
      message_at: z.int().nullable().describe('when the first message was sent'),
    }),
  })
  .meta({ id: 'Overview' })
export type OverviewView = z.output<typeof overview>

export const statisticsOperations = operations(DASHBOARD_API, {
  'statistics.get': {
    method: 'get',
    path: '/widgets/{widget_id}/statistics',
    summary: 'What was counted by hour or day (what had nothing has no point), who came back, and the space of files',
    access: 'viewer',
    params: widgetParams,
    query: statisticsQuery,
    result: z.object({
      points: z.array(statisticPoint),
      returned: z.array(returnedUsers).describe('of the users who came first in the last 12 weeks'),
      stored_bytes: z.int().describe('of all files that are kept now'),
    }),
  },
  'overview.get': {
    method: 'get',
    path: '/widgets/{widget_id}/overview',
    summary: 'How a widget does: who is online, how much is said, what waits',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ overview }),
  },
})
