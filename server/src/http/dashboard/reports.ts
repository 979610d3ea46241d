import { reportsClose, reportsGet, reportsList } from '@imbachat/protocol/http/reports'
import { endpoint } from './endpoint.ts'

export const listReports = endpoint(reportsList, async ({ params, query, owner }, { reports }) => ({
  result: await reports.list(owner, params.widget_id, { ...query, cursor: query.cursor ?? null }),
}))

export const getReport = endpoint(reportsGet, async ({ params, owner }, { reports }) => ({
  result: await reports.get(owner, params.widget_id, params.report_id),
}))

export const closeReport = endpoint(reportsClose, async ({ params, body, owner }, { reports }) => {
  const closing = { widgetId: params.widget_id, id: params.report_id, outcome: body.outcome }
  return { result: { report: await reports.close(owner, closing) }, audit: { details: { outcome: body.outcome } } }
})
