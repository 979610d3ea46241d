import { z } from 'zod'
import { operations } from '../operation.ts'
import { statisticPoint, statisticsQuery } from '../statistics.ts'
import { API } from './api-parts.ts'

export const apiStatisticsOperations = operations(API, {
  'statistics.points': {
    method: 'get',
    path: '/statistics',
    summary:
      'Messages, dialogs and their answers, users, groups and files by hour or day; what had nothing has no point',
    access: 'key',
    scope: 'statistics:read',
    query: statisticsQuery,
    result: z.object({ points: z.array(statisticPoint) }),
  },
})
