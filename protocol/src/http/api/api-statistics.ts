import { z } from 'zod'
import { operations } from '../operation.ts'
import { STATISTICS_MOST_DAYS, statisticPoint } from '../statistics.ts'
import { API } from './api-parts.ts'

const HOUR_MS = 3_600_000

export const apiStatisticsOperations = operations(API, {
  'statistics.points': {
    method: 'get',
    path: '/statistics',
    summary: 'Messages, new dialogs and active users by hour or day; what had none has no point',
    access: 'key',
    scope: 'statistics:read',
    query: z
      .strictObject({
        by: z.enum(['hour', 'day'], 'must be one of hour, day').default('day'),
        from: z.coerce.number('must be a number').int().min(0).describe('milliseconds since 1970, inclusive'),
        to: z.coerce.number('must be a number').int().min(0).describe('milliseconds since 1970, exclusive'),
      })
      .refine(({ by, from, to }) => to > from && to - from <= STATISTICS_MOST_DAYS[by] * 24 * HOUR_MS, {
        path: ['to'],
        message: 'must be after from, by at most 31 days of hours or 730 days',
      }),
    result: z.object({ points: z.array(statisticPoint) }),
  },
})
