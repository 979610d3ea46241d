import { z } from 'zod'
import { REPORT_REASONS } from '../reports.ts'
import { userCard } from '../shapes.ts'
import { DASHBOARD_API, operation } from './operation.ts'
import { pageQuery, widgetParams } from './widgets.ts'

export const REPORT_OUTCOMES = ['dismissed', 'deleted'] as const

/** A report as the widget's moderators see it. */
export const report = z
  .object({
    report_id: z.string(),
    room_id: z.int(),
    room_title: z.string().nullable().describe('null: a dialog'),
    seq: z.int().nullable().describe('the reported message; null: the user is reported'),
    user: userCard.describe('the user that the report is about'),
    reporter: userCard,
    reason: z.enum(REPORT_REASONS),
    comment: z.string(),
    text: z.string().nullable().describe('begin of the reported message, as it was when it was reported'),
    created_at: z.int(),
    closed_at: z.int().nullable(),
    outcome: z.enum(REPORT_OUTCOMES).nullable(),
  })
  .meta({ id: 'Report' })
export type ReportView = z.output<typeof report>

const contextMessage = z.object({
  seq: z.int(),
  sender: userCard,
  text: z.string().nullable().describe('null: it was deleted before the report'),
  files: z.array(z.string()).describe('names of its files'),
  created_at: z.int(),
})
export type ReportMessage = z.output<typeof contextMessage>

const reportParams = widgetParams.extend({ report_id: z.string().max(100) })

export const reportsList = operation({
  id: 'reports.list',
  method: 'get',
  path: `${DASHBOARD_API}/widgets/{widget_id}/reports`,
  summary: 'Reports about messages and users, the newest first',
  access: 'owner',
  role: 'moderator',
  params: widgetParams,
  query: pageQuery.extend({ state: z.enum(['open', 'closed']).default('open') }),
  status: 200,
  result: z.object({ reports: z.array(report), next: z.string().nullable() }),
  errors: ['not_authenticated', 'not_found'],
})

export const reportsGet = operation({
  id: 'reports.get',
  method: 'get',
  path: `${DASHBOARD_API}/widgets/{widget_id}/reports/{report_id}`,
  summary: 'One report with the messages around it, as they were when it was made',
  access: 'owner',
  role: 'moderator',
  params: reportParams,
  status: 200,
  result: z.object({ report, messages: z.array(contextMessage) }),
  errors: ['not_authenticated', 'not_found'],
})

export const reportsClose = operation({
  id: 'reports.close',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/reports/{report_id}/close`,
  summary: 'Dismiss a report, or delete the message for everybody and close all reports about it',
  access: 'owner',
  role: 'moderator',
  params: reportParams,
  body: z.strictObject({ outcome: z.enum(REPORT_OUTCOMES) }),
  status: 200,
  result: z.object({ report }),
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed', 'message_not_found'],
})
