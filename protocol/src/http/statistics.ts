import { z } from 'zod'
import { DASHBOARD_API, operations } from './operation.ts'
import { widgetParams } from './widget/widgets.ts'

const HOUR_MS = 3_600_000
/** Longest period by hour and by day; keeps an answer short. */
export const STATISTICS_MOST_DAYS = { hour: 31, day: 730 } as const

export const statisticPoint = z
  .object({
    at: z.int().describe('when the hour or day (of UTC) begins, milliseconds since 1970'),
    messages: z.int(),
    dialogs: z.int().describe('new dialogs'),
    active_users: z.int().describe('users whose first activity of that day of UTC fell into it'),
  })
  .meta({ id: 'StatisticPoint' })
export type StatisticPoint = z.output<typeof statisticPoint>

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
    summary: 'Messages, new dialogs and active users by hour or day; what had none has no point',
    access: 'viewer',
    params: widgetParams,
    query: z
      .object({
        by: z.enum(['hour', 'day']).default('day'),
        from: z.coerce.number().int().min(0).describe('milliseconds since 1970, inclusive'),
        to: z.coerce.number().int().min(0).describe('milliseconds since 1970, exclusive'),
      })
      .refine(({ by, from, to }) => to > from && to - from <= STATISTICS_MOST_DAYS[by] * 24 * HOUR_MS, {
        path: ['to'],
        message: 'must be after from, by at most 31 days of hours or 730 days',
      }),
    result: z.object({ points: z.array(statisticPoint) }),
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
