import {
  appealsAnswer,
  appealsList,
  moderationStatus,
  reportsClaim,
  reportsDecide,
  reportsGet,
  reportsList,
  reportsUndo,
} from '@imbachat/protocol/http/reports'
import { endpoint } from './endpoint.ts'

export const listReports = endpoint(reportsList, async ({ params, query, owner }, { reports }) => ({
  result: await reports.list(owner, params.widget_id, { ...query, cursor: query.cursor ?? null }),
}))

export const getReport = endpoint(reportsGet, async ({ params, owner }, { reports }) => ({
  result: await reports.get(owner, params.widget_id, params.report_id),
}))

export const countReports = endpoint(moderationStatus, async ({ params, owner }, { waitingWork }) => ({
  result: await waitingWork.count(owner, params.widget_id),
}))

export const listAppeals = endpoint(appealsList, async ({ params, query, owner }, { appeals }) => ({
  result: await appeals.list(owner, params.widget_id, { ...query, cursor: query.cursor ?? null }),
}))

export const answerAppeal = endpoint(appealsAnswer, async ({ params, body, owner }, { appeals }) => {
  const { restriction_id: restrictionId, accept } = body
  const appeal = await appeals.answer(owner, params.widget_id, { restrictionId, accept })
  return { result: { appeal }, audit: { target: appeal.user.user_id, details: { outcome: appeal.outcome } } }
})

export const claimReport = endpoint(reportsClaim, async ({ params, body, owner }, { reports }) => {
  const report = { widgetId: params.widget_id, id: params.report_id, claimed: body.claimed }
  return { result: { report: await reports.claim(owner, report) } }
})

export const decideReport = endpoint(reportsDecide, async ({ params, body, owner }, { reports }) => {
  const { act, minutes = null, reason, delete: alsoDelete } = body
  const report = { widgetId: params.widget_id, id: params.report_id }
  const decided = await reports.decide(owner, report, { act, minutes, reason, alsoDelete })
  const details = { act, user_id: decided.user.user_id, ...(body.minutes !== undefined && { minutes }) }
  return { result: { report: decided }, audit: { details } }
})

export const undoReport = endpoint(reportsUndo, async ({ params, owner }, { reports }) => ({
  result: await reports.undo(owner, { widgetId: params.widget_id, id: params.report_id }),
}))
