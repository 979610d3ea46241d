import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  AUDIT_FILE,
  type AuditEntryView,
  type AuditFileId,
  type AuditFileQuery,
  auditFileQuery,
  SERVER_AUDIT_FILE,
} from '@imbachat/protocol/http/audit'
import { widgetParams } from '@imbachat/protocol/http/widget/widgets'
import type { Context } from 'hono'
import { z } from 'zod'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { NO_WIDGET } from '../../dashboard/audit/audit.ts'
import { mustActAs } from '../../dashboard/team/roles.ts'
import type { HttpEnv } from '../http-env.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'
import { parseAddress } from '../read-input.ts'
import { csvLine } from './csv.ts'
import { dashboardPrincipal } from './dashboard-principal.ts'
import type { DashboardDeps } from './endpoint.ts'

/** Entries that are read at once, while the reader takes those before. */
const PAGE = 500

const COLUMNS = ['time', 'person', 'account_id', 'action', 'target', 'field', 'before', 'after', 'address']

/** Finds the account that asks. @throws ChatError: it may not read the log any more */
type Reader = () => Promise<DashboardPrincipal>

/** The audit log as files: of a widget for its admins, of the server for its administrators. */
export function auditFiles(app: OpenAPIHono<HttpEnv>, deps: DashboardDeps): void {
  describe(app, 'audit.file', AUDIT_FILE, 'The audit log of a widget as comma-separated values', true)
  app.get(AUDIT_FILE.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const { widget_id } = parseAddress(widgetParams, c.req.param()) as { widget_id: number }
    const reader: Reader = async () => {
      const { actor } = await dashboardPrincipal(deps, c.req.raw.headers)
      actor.role = mustActAs(await deps.team.roleOf(actor, widget_id), 'admin', widget_id)
      return actor
    }
    return file(c, deps, { widget_id, action: 'audit.file', name: `audit-log-${widget_id}`, reader })
  })
  describe(app, 'server.audit_file', SERVER_AUDIT_FILE, 'The audit log of the server as comma-separated values', false)
  app.get(SERVER_AUDIT_FILE, async (c) => {
    const reader: Reader = async () => {
      const { actor, administrator } = await dashboardPrincipal(deps, c.req.raw.headers)
      if (!administrator) throw nothingHere()
      return actor
    }
    return file(c, deps, { widget_id: NO_WIDGET, action: 'server.audit_file', name: 'audit-log-server', reader })
  })
}

interface Wanted {
  widget_id: number
  action: AuditFileId
  /** of the file */
  name: string
  reader: Reader
}

/** Pages are read as the reader takes them: a log of any length costs the server one page of memory. */
async function file(
  c: Context<HttpEnv>,
  deps: DashboardDeps,
  { widget_id, action, name, reader }: Wanted,
): Promise<Response> {
  const { audit, clock, takeSearch } = deps
  const actor = await reader()
  takeSearch(actor)
  // a HEAD request gets here too, and nothing would read its body
  if (c.req.method !== 'GET') throw nothingHere()
  const filter = parseAddress(auditFileQuery, c.req.query()) as AuditFileQuery
  const { sort: _, ...details } = filter
  const by = { account_id: actor.account_id, email: actor.email }
  await audit.record([{ widget_id, actor: by, action, target: null, details, address: c.env.address }])
  const encoder = new TextEncoder()
  let cursor: string | undefined
  let isBegun = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // a reader who lost the role or the session gets nothing more
      if (isBegun) await reader()
      const { entries, next } = await audit.list(widget_id, { ...filter, limit: PAGE, cursor })
      // spreadsheets recognise UTF-8 by this mark
      const head = isBegun ? '' : `\uFEFF${csvLine(COLUMNS)}`
      controller.enqueue(encoder.encode(head + entries.flatMap(linesOf).join('')))
      isBegun = true
      if (next === null) controller.close()
      else cursor = next
    },
  })
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}-${day}.csv"`,
      'cache-control': 'no-store',
      'content-security-policy': API_POLICY,
      'cross-origin-resource-policy': 'same-origin',
    },
  })
}

/** A line for each field that changed, and for each other fact of the act; one line for an act without any. */
function linesOf({ at, actor, account_id, action, target, details, address }: AuditEntryView): string[] {
  const act = [new Date(at).toISOString(), actor, account_id ?? '', action, target ?? '']
  const { changes, ...facts } = details ?? {}
  const changed = isRecord(changes) ? Object.entries(changes) : []
  const values = [
    ...changed.map(([field, change]) =>
      isRecord(change) && 'to' in change ? [field, textOf(change.from), textOf(change.to)] : [field, '', '(changed)'],
    ),
    ...Object.entries(facts).map(([field, value]) => [field, '', textOf(value)]),
  ]
  const lines = values.length > 0 ? values : [['', '', '']]
  return lines.map((value) => csvLine([...act, ...value, address ?? '']))
}

const isRecord = (it: unknown): it is Record<string, unknown> =>
  typeof it === 'object' && it !== null && !Array.isArray(it)

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function describe(
  app: OpenAPIHono<HttpEnv>,
  operationId: string,
  path: string,
  summary: string,
  hasWidget: boolean,
): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    operationId,
    summary,
    security: [{ actor: [] }],
    request: { ...(hasWidget && { params: widgetParams }), query: auditFileQuery },
    responses: {
      200: {
        description: 'a line for each field that changed; the first line names the columns',
        content: { 'text/csv': { schema: z.string() } },
      },
    },
  })
}
