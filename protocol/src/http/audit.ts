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

/** The log counts entries up to this number. */
export const COUNTED_ENTRIES = 10_000

/** The subjects of an entry. Ids of users and of rooms may be equal. */
export const AUDIT_SUBJECTS = ['person', 'room', 'report'] as const
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number]

const auditFilter = z.object({
  account_id: z.string().max(100).optional().describe('only what this account did'),
  action: z.string().max(100).optional().describe('only this operation'),
  target: z.string().max(300).optional().describe('only what was done to this: the id of a user, of a room, …'),
  about: z
    .enum(AUDIT_SUBJECTS)
    .optional()
    .describe('only acts on users of the chat, on rooms and their messages, or on reports; with `target`, on that one'),
  from: moment.describe('milliseconds since 1970, inclusive'),
  to: moment.describe('milliseconds since 1970, exclusive'),
  sort: z.enum(['-at', 'at']).default('-at').describe('with `-`, the newest first'),
})

export const auditQuery = pageQuery.extend({
  ...auditFilter.shape,
  figures: z.enum(['1']).optional().describe('also how many there are'),
})

export const auditPage = z.object({
  entries: z.array(auditEntry),
  total: z.int().nullable().describe('counted up to 10,000; null: not asked for, or not the first page'),
  next: z.string().nullable(),
})

/** The log as a file: comma-separated values, a line for each change. */
export const AUDIT_FILE = `${DASHBOARD_API}/widgets/{widget_id}/audit/file`
export const SERVER_AUDIT_FILE = `${DASHBOARD_API}/server/audit/file`
/** The log's name for reading such a file: no operation answers with a file. */
export type AuditFileId = 'audit.file' | 'server.audit_file'
export const auditFileQuery = auditFilter
export type AuditFileQuery = z.output<typeof auditFileQuery>

export const auditOperations = operations(DASHBOARD_API, {
  'audit.list': {
    method: 'get',
    path: '/widgets/{widget_id}/audit',
    summary: 'What was done to the widget in the dashboard',
    access: 'admin',
    params: widgetParams,
    query: auditQuery,
    result: auditPage,
  },
})
