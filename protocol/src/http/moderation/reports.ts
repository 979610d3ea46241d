import { z } from 'zod'
import {
  DECIDED_AT_ONCE,
  REPORT_NOTE_MAX,
  REPORT_OUTCOMES,
  REPORT_SOURCES,
  RESTRICTION_REASON_MAX,
} from '../../moderation/moderation.ts'
import { REPORT_REASONS } from '../../moderation/reports.ts'
import { userCard } from '../../users/user.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { pageQuery, widgetParams } from '../widget/widgets.ts'
import { heldFile } from './held-file.ts'
import { messageContent } from './message-content.ts'

/** A report as the widget's moderators see it. */
export const report = z
  .object({
    report_id: z.string(),
    room_id: z.int(),
    room_title: z.string().nullable().describe('null: a dialog'),
    seq: z.int().nullable().describe('the reported message; null: the user is reported, or the message is held'),
    held: z.boolean().describe('others do not see the message until a moderator publishes it'),
    user: userCard.describe('the user that the report is about'),
    source: z.enum(REPORT_SOURCES).describe('`user`: somebody reported it; else the rule that flagged the message'),
    flagged: z.string().nullable().describe('what the rule found in the message'),
    reporter: userCard.nullable().describe('null: a rule'),
    reason: z.enum(REPORT_REASONS),
    comment: z.string(),
    text: z
      .string()
      .nullable()
      .describe('begin of the reported message as it was reported; without text the title of its card, or a file name'),
    grounds: z
      .array(z.object({ source: z.enum(REPORT_SOURCES), reason: z.enum(REPORT_REASONS), count: z.int() }))
      .describe('why it was reported, of all reports that are decided together; the most frequent first'),
    reporters: z.int().describe('users who reported it; 0: a rule alone found it'),
    claim: z
      .object({ by: z.string().describe('e-mail address'), until: z.int(), mine: z.boolean() })
      .nullable()
      .describe('the moderator who looks at it now'),
    assigned: z
      .object({ to: z.string().describe('e-mail address'), mine: z.boolean() })
      .nullable()
      .describe('the moderator who works on it'),
    snoozed_until: z.int().nullable().describe('it does not wait before then'),
    notes: z.int().describe('notes of the team about it'),
    created_at: z.int(),
    closed_at: z.int().nullable(),
    closed_by: z.string().nullable().describe('e-mail address'),
    outcome: z.enum(REPORT_OUTCOMES).nullable(),
    undo_until: z.int().nullable().describe('until then its moderator may take the decision back; null: never'),
  })
  .meta({ id: 'Report' })
export type ReportView = z.output<typeof report>

const groundOfReport = z.object({
  source: z.enum(REPORT_SOURCES),
  flagged: z.string().nullable().describe('what the rule found in the message'),
  reporter: userCard.nullable().describe('null: a rule'),
  reason: z.enum(REPORT_REASONS),
  comment: z.string(),
  text: z.string().nullable().describe('begin of the message as it was then'),
  created_at: z.int(),
})
export type GroundOfReport = z.output<typeof groundOfReport>

const contextMessage = z.object({
  seq: z.int().nullable().describe('null: the held message'),
  sender: userCard,
  text: z.string().nullable().describe('null: it was deleted before the report'),
  files: z.array(z.string()).describe('names of its files'),
  carries: messageContent,
  created_at: z.int(),
})
export type ReportMessage = z.output<typeof contextMessage>

const reportNote = z.object({
  note_id: z.string(),
  text: z.string(),
  created_at: z.int(),
  created_by: z.string().describe('e-mail address'),
})
export type ReportNote = z.output<typeof reportNote>

const reportParams = widgetParams.extend({ report_id: z.string().max(100) })

/** Minutes of a mute or ban: at most five years; null: for good. */
export const restrictionMinutes = z.int().min(1).max(2_628_000).nullable()
export const restrictionReason = z.string().trim().max(RESTRICTION_REASON_MAX)

const appeal = z
  .object({
    restriction_id: z.string(),
    user: userCard,
    kind: z.enum(['mute', 'ban']),
    text: z.string().describe("the user's note"),
    created_at: z.int(),
    restriction: z
      .object({ reason: z.string(), until: z.int().nullable(), created_at: z.int(), created_by: z.string() })
      .describe('what it is about'),
    closed_at: z.int().nullable(),
    closed_by: z.string().nullable().describe('e-mail address'),
    outcome: z.enum(['accepted', 'declined']).nullable(),
  })
  .meta({ id: 'Appeal' })
export type AppealView = z.output<typeof appeal>

const decisionFigures = z.object({
  decided: z.int().describe('messages and users that were decided'),
  upheld: z.int().describe('of them not dismissed or published'),
  median_ms: z.int().nullable().describe('half were decided within this time after their first report; null: none'),
  reversed: z.int().describe('mutes and bans that were lifted since the user asked'),
})
export type DecisionFigures = z.output<typeof decisionFigures>

export const waiting = z.object({
  open: z.int().describe('reported messages and users; at most 1000'),
  appeals: z.int().describe('notes of restricted users; at most 1000'),
})
export type Waiting = z.output<typeof waiting>

const ownWork = z.object({
  mine: z.int().describe('open entries that the caller works on; at most 1000'),
  snoozed: z.int().describe('open entries that do not wait yet; at most 1000'),
})
export type OwnWork = z.output<typeof ownWork>

/** The stream of server-sent events beside `moderation.status`: the state of the queue, after each change. */
export const MODERATION_STREAM = `${DASHBOARD_API}/widgets/{widget_id}/moderation/stream`

export const reportsOperations = operations(DASHBOARD_API, {
  'reports.list': {
    method: 'get',
    path: '/widgets/{widget_id}/reports',
    summary: 'Reported messages and users: of the reports about each, its first',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({
      state: z
        .enum(['open', 'mine', 'snoozed', 'closed'])
        .default('open')
        .describe('`mine`: open ones that the caller works on; `snoozed`: open ones that do not wait yet'),
      source: z
        .enum(['user', 'several', 'rule', 'held'])
        .optional()
        .describe('`several`: more than one user reported it; `held`: messages that wait for review'),
      reason: z.enum(REPORT_REASONS).optional(),
      about: z.string().max(200).optional().describe('id of the user that they are about'),
      by: z.string().max(200).optional().describe('id of the user who reported'),
      sort: z
        .enum(['newest', 'oldest', 'most_reported'])
        .default('newest')
        .describe('`most_reported`: by the number of reporters, of the 1000 newest entries; not of closed ones'),
    }),
    result: z.object({ reports: z.array(report), next: z.string().nullable() }),
  },
  'reports.get': {
    method: 'get',
    path: '/widgets/{widget_id}/reports/{report_id}',
    summary: 'One report with the messages around it, as they were when it was made, and the files of a held one',
    access: 'moderator',
    params: reportParams,
    result: z.object({
      report,
      reports: z.array(groundOfReport).describe('all that are decided with it, the oldest first; at most 50'),
      messages: z.array(contextMessage),
      held_files: z.array(heldFile).describe('of a held message, while it waits'),
      notes: z.array(reportNote).describe('of the team about it, the oldest first; at most 50'),
      of_author: z.int().describe('open entries of the queue about the same user, this one included'),
    }),
  },
  'reports.claim': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/claim',
    summary: 'Keep other moderators from deciding a report for two minutes, or give it back',
    access: 'moderator',
    audit: false,
    params: reportParams,
    body: z.strictObject({ claimed: z.boolean() }),
    result: z.object({ report }),
    errors: ['conflict'],
  },
  'reports.assign': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/assign',
    summary: 'Show the team who works on a report; it keeps nobody from deciding it',
    access: 'moderator',
    params: reportParams,
    body: z.strictObject({
      to: z.string().min(1).max(100).nullable().describe('`me`, or the account of a moderator; null: nobody'),
    }),
    result: z.object({ report }),
    errors: ['conflict'],
  },
  'reports.snooze': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/snooze',
    summary: 'Put a report off; another report about the same message or user brings it back at once',
    access: 'moderator',
    params: reportParams,
    body: z.strictObject({
      until: z.int().nullable().describe('milliseconds since 1970, at most 30 days ahead; null: it waits again'),
    }),
    result: z.object({ report }),
    errors: ['conflict'],
  },
  'reports.note': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/notes',
    summary: 'Say something about a report to the team, and give it to a colleague if one is named',
    access: 'moderator',
    params: reportParams,
    body: z.strictObject({
      text: z.string().trim().min(1).max(REPORT_NOTE_MAX),
      to: z.string().min(1).max(100).optional().describe('the account of the moderator who is asked'),
    }),
    result: z.object({ report, notes: z.array(reportNote) }),
    errors: ['conflict'],
  },
  'reports.decide': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/decide',
    summary: 'Decide a report and all open ones about the same message or user',
    access: 'moderator',
    params: reportParams,
    body: z.strictObject({
      act: z
        .enum(['dismiss', 'publish', 'delete', 'warn', 'mute', 'ban', 'shadow', 'delete_all'])
        .describe(
          '`publish`: a held message, which any other act deletes; `delete`: the message, for everybody; `delete_all`: ' +
            'all messages of its sender, step by step',
        ),
      minutes: restrictionMinutes.optional().describe('of a mute, ban or shadow ban; null: for good'),
      reason: restrictionReason.default('').describe('what the user reads with a warning, mute or ban'),
      delete: z.boolean().default(false).describe('with `warn`, `mute`, `ban` or `shadow`: also delete the message'),
      all_of_author: z
        .boolean()
        .default(false)
        .describe(`also all other open reports about its author, up to ${DECIDED_AT_ONCE} messages`),
    }),
    result: z.object({
      report,
      closed: z.array(z.string()).describe('ids of the reports that it closed'),
      left: z
        .int()
        .describe(
          'with `all_of_author`: entries about them that are open still; another moderator looks at them, or the act ' +
            'does not fit them, such as `dismiss` to a held message',
        ),
    }),
    errors: ['message_not_found', 'room_not_found', 'banned', 'frozen', 'conflict'],
  },
  'reports.decide_many': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/decide_many',
    summary: 'Decide several reports alike, each as `reports.decide` does',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      report_ids: z.array(z.string().max(100)).min(1).max(DECIDED_AT_ONCE),
      act: z
        .enum(['dismiss', 'publish', 'delete'])
        .describe('`publish`: held messages; `dismiss`: all other reports; `delete`: messages, held or not'),
    }),
    result: z.object({
      decided: z
        .array(report)
        .describe(
          'the others stay as they are: they are decided already, another moderator looks at them, or the act does ' +
            'not fit them; `reports.undo` of one that has `undo_until` takes all of them back',
        ),
      closed: z.array(z.string()).describe('ids of all reports that it closed'),
    }),
  },
  'reports.undo': {
    method: 'post',
    path: '/widgets/{widget_id}/reports/{report_id}/undo',
    summary: 'Take back the decision about a report, with all that was decided together, within ten seconds',
    access: 'moderator',
    params: reportParams,
    body: z.strictObject({}),
    result: z.object({
      report,
      restored: z
        .boolean()
        .describe('false: the message stays deleted, since its author or another moderator deleted it too'),
    }),
    errors: ['conflict'],
  },
  'appeals.list': {
    method: 'get',
    path: '/widgets/{widget_id}/appeals',
    summary:
      'Notes of muted and banned users who ask the moderators to think again: open ones oldest first, else newest first',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({ state: z.enum(['open', 'closed']).default('open') }),
    result: z.object({ appeals: z.array(appeal), next: z.string().nullable() }),
  },
  'appeals.answer': {
    method: 'post',
    path: '/widgets/{widget_id}/appeals/answer',
    summary: 'Accept a note, which lifts its restriction, or decline it; the user is told at once',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ restriction_id: z.string().max(100), accept: z.boolean() }),
    result: z.object({ appeal }),
    errors: ['conflict'],
  },
  'moderation.status': {
    method: 'get',
    path: '/widgets/{widget_id}/moderation',
    summary: 'How many reports and notes of restricted users wait, and what the caller works on',
    access: 'moderator',
    params: widgetParams,
    result: waiting.extend(ownWork.shape),
  },
  'moderation.figures': {
    method: 'get',
    path: '/widgets/{widget_id}/moderation/figures',
    summary: 'What moderators decided in the last days and how fast, with the time before to compare',
    access: 'admin',
    params: widgetParams,
    query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }),
    result: z.object({
      waiting: z.int().describe('reported messages and users that wait now; at most 1000'),
      oldest_at: z.int().nullable().describe('when the one that waits longest was reported; null: nothing waits'),
      period: decisionFigures,
      before: decisionFigures.describe('as many days before'),
      moderators: z.array(decisionFigures.extend({ name: z.string().describe('e-mail address') })),
      reasons: z.array(decisionFigures.extend({ reason: z.enum(REPORT_REASONS) })),
      complete: z.boolean().describe('false: there were more reports than are counted, the newest are'),
    }),
  },
})
