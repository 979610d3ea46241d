import type { reportsOperations } from '@imbachat/protocol/http/moderation/reports'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const reportsActs: Acts<typeof reportsOperations> = {
  'reports.list': async ({ params, query, actor }, { reports }) => ({
    result: await reports.list(actor, params.widget_id, { ...query, cursor: query.cursor ?? null }),
  }),

  'reports.get': async ({ params, actor }, { reports }) => ({
    result: await reports.get(actor, params.widget_id, params.report_id),
  }),

  'moderation.status': async ({ params, actor }, { waitingWork }) => ({
    result: await waitingWork.count(actor, params.widget_id),
  }),

  'appeals.list': async ({ params, query, actor }, { appeals }) => ({
    result: await appeals.list(actor, params.widget_id, { ...query, cursor: query.cursor ?? null }),
  }),

  'appeals.answer': async ({ params, body, actor }, { appeals }) => {
    const { restriction_id, accept } = body
    const appeal = await appeals.answer(actor, params.widget_id, { restriction_id, accept })
    return { result: { appeal }, audit: { target: appeal.user.user_id, details: { outcome: appeal.outcome } } }
  },

  'moderation.figures': async ({ params, query, actor }, { reports }) => ({
    result: await reports.figures(actor, params.widget_id, query.days),
  }),

  'reports.assign': async ({ params, body, actor }, { reports }) => {
    const { widget_id, report_id: id } = params
    const report = await reports.assign(actor, { widget_id, id, to: body.to })
    return { result: { report }, audit: { details: { given_to: report.assigned?.to ?? null } } }
  },

  'reports.snooze': async ({ params, body, actor }, { reports }) => {
    const { widget_id, report_id: id } = params
    const report = await reports.snooze(actor, { widget_id, id, until: body.until })
    return {
      result: { report },
      audit: { details: { put_off_until: body.until === null ? null : new Date(body.until).toISOString() } },
    }
  },

  'reports.note': async ({ params, body, actor }, { reports }) => {
    const report = { widget_id: params.widget_id, id: params.report_id }
    const result = await reports.note(actor, report, { text: body.text, to: body.to })
    return { result, audit: { details: body.to === undefined ? {} : { given_to: result.report.assigned?.to ?? null } } }
  },

  'reports.claim': async ({ params, body, actor }, { reports }) => {
    const report = { widget_id: params.widget_id, id: params.report_id, claimed: body.claimed }
    return { result: { report: await reports.claim(actor, report) } }
  },

  'reports.decide': async ({ params, body, actor }, { reports }) => {
    const { act, minutes = null, reason, delete: alsoDelete, all_of_author: wholeAuthor } = body
    const report = { widget_id: params.widget_id, id: params.report_id }
    const result = await reports.decide(actor, report, { act, minutes, reason, alsoDelete, wholeAuthor })
    const details = {
      ...{ act, user_id: result.report.user.user_id },
      ...(body.minutes !== undefined && { minutes }),
      ...(wholeAuthor && { reports: result.closed.length }),
    }
    return { result, audit: { details } }
  },

  'reports.decide_many': async ({ params, body, actor }, { reports }) => {
    const { widget_id } = params
    const result = await reports.decideMany(actor, { widget_id, ids: body.report_ids }, body.act)
    const targets = result.decided.map(({ report_id }) => report_id)
    return { result, audit: { targets, details: { act: body.act }, nothing: targets.length === 0 } }
  },

  'reports.undo': async ({ params, actor }, { reports }) => {
    const { undone, ...result } = await reports.undo(actor, { widget_id: params.widget_id, id: params.report_id })
    return { result, audit: { targets: undone, nothing: undone.length === 0 } }
  },
}
