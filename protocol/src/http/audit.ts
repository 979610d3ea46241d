import { z } from 'zod'
import { DASHBOARD_API, operation } from './operation.ts'
import { pageQuery, widgetParams } from './widgets.ts'

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

export const auditList = operation({
  id: 'audit.list',
  method: 'get',
  path: `${DASHBOARD_API}/widgets/{widget_id}/audit`,
  summary: 'What was done to the widget in the dashboard, the newest first',
  access: 'owner',
  role: 'admin',
  params: widgetParams,
  query: pageQuery.extend({
    account_id: z.string().max(100).optional().describe('only what this account did'),
    action: z.string().max(100).optional().describe('only this operation'),
    from: moment.describe('milliseconds since 1970, inclusive'),
    to: moment.describe('milliseconds since 1970, exclusive'),
  }),
  status: 200,
  result: z.object({ entries: z.array(auditEntry), next: z.string().nullable() }),
  errors: ['not_authenticated', 'not_found'],
})
