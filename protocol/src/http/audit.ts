import { z } from 'zod'
import { DASHBOARD_API, operations } from './operation.ts'
import { pageQuery, widgetParams } from './widget/widgets.ts'

export const auditEntry = z
  .object({
    id: z.string(),
    at: z.int().describe('milliseconds since 1970'),
    account_id: z.string().nullable().describe('null: the command line'),
    actor: z.string().describe('e-mail address of the account when it acted'),
    action: z.string().describe("an operation's id"),
    target: z.string().nullable().describe('what it acted on'),
    details: z.record(z.string(), z.unknown()).nullable().describe('what changed'),
    address: z.string().nullable().describe("the browser's"),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntryView = z.output<typeof auditEntry>

const moment = z.coerce.number().int().min(0).optional()

export const auditQuery = pageQuery.extend({
  account_id: z.string().max(100).optional().describe('only what this account did'),
  action: z.string().max(100).optional().describe('only this operation'),
  from: moment.describe('milliseconds since 1970, inclusive'),
  to: moment.describe('milliseconds since 1970, exclusive'),
})

export const auditOperations = operations(DASHBOARD_API, {
  'audit.list': {
    method: 'get',
    path: '/widgets/{widget_id}/audit',
    summary: 'What was done to the widget in the dashboard, the newest first',
    access: 'admin',
    params: widgetParams,
    query: auditQuery,
    result: z.object({ entries: z.array(auditEntry), next: z.string().nullable() }),
  },
})
