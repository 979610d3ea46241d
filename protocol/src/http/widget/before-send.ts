import { z } from 'zod'
import { card } from '../../messages/cards.ts'
import { MOST_ENTITIES } from '../../messages/entities.ts'
import { attachment, entity, forwardOrigin, givenEntities } from '../../messages/message.ts'
import { dialogContext } from '../../rooms/room.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { beforeSendUrl } from './site-address.ts'
import { widgetParams } from './widgets.ts'

/** Characters of the site's reason that are kept: its sender reads it, or moderators do. */
export const BEFORE_SEND_REASON_MAX = 300

/** The question to the site's program before the server stores a message. */
export const beforeSendQuestion = z
  .object({
    type: z.literal('message.before_send'),
    id: z.string().describe('of this message: the same again if it has to be asked about twice'),
    timestamp: z.iso.datetime(),
    test: z.literal(true).exactOptional().describe('the dashboard asks: there is no such message'),
    kind: z.enum(['new', 'edited', 'forwarded']),
    source: z.enum(['chat', 'api']).describe("`api`: the site's own program writes it"),
    room: z.object({
      room_id: z.int(),
      type: z.enum(['dialog', 'group', 'channel']),
      pipe: z.string().nullable().describe('the name that the site knows a group or channel by'),
      title: z.string().nullable(),
      peer_id: z.string().nullable().describe('in a dialog: the other user'),
      context: dialogContext.nullable().describe('of a dialog: what it is about'),
    }),
    author: z.object({
      user_id: z.string(),
      name: z.string(),
      role: z.enum(['admin', 'user']).describe('as the site said'),
      guest: z.boolean(),
    }),
    message: z.object({
      seq: z.number().nullable().describe('of an edited message: its place in the room'),
      text: z.string().describe('as its author wrote it; may be empty where there are attachments'),
      entities: z.array(entity).describe('formatting of the text'),
      reply_to: z.number().nullable(),
      attachments: z
        .array(attachment.extend({ poster: attachment.exactOptional().describe('the still picture of a new video') }))
        .describe('of a new or forwarded message'),
      forward: forwardOrigin.nullable(),
      card: card.nullable(),
    }),
  })
  .meta({ id: 'BeforeSendQuestion' })
export type BeforeSendQuestion = z.output<typeof beforeSendQuestion>

const reason = z.string().nullish()

/** The answer of the site's program. A change may have no unknown fields, because the server could not apply them. */
export const beforeSendAnswer = z.discriminatedUnion('action', [
  z.object({ action: z.literal('accept') }),
  z.strictObject({
    action: z.literal('change'),
    text: z.string(),
    entities: givenEntities.max(MOST_ENTITIES).exactOptional(),
  }),
  z.object({ action: z.literal('refuse'), reason: reason.describe('what the sender reads') }),
  z.object({ action: z.literal('hold'), reason: reason.describe('what moderators read') }),
])
export type BeforeSendAnswer = z.output<typeof beforeSendAnswer>

export const BEFORE_SEND_OUTCOMES = ['accept', 'change', 'refuse', 'hold', 'failed'] as const
export type BeforeSendOutcome = (typeof BEFORE_SEND_OUTCOMES)[number]

const problem = z.object({
  problem: z.string().describe('stable code'),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).describe('what `message` was filled with'),
})

/** The results of the last 24 hours, on all nodes. */
export const beforeSendStatus = z
  .object({
    since: z.int().describe('milliseconds since 1970: from then on it is counted'),
    counts: z.record(z.enum(BEFORE_SEND_OUTCOMES), z.int()),
    p50_ms: z.int().nullable().describe('half of the calls took at most this long; null: there was none'),
    p95_ms: z.int().nullable(),
    paused_until: z
      .int()
      .nullable()
      .describe('after five failures in a row, the server does not call until then; null: it calls'),
    last_failure: problem.extend({ at: z.int() }).nullable(),
    silent_nodes: z.int().describe('nodes that did not say how it went'),
  })
  .meta({ id: 'BeforeSendStatus' })
export type BeforeSendStatus = z.output<typeof beforeSendStatus>

/** The result of one call with a made-up message. */
export const beforeSendReport = z
  .object({
    ok: z.boolean(),
    problem: problem.shape.problem.nullable(),
    message: z.string(),
    params: problem.shape.params,
    status: z.int().nullable().describe('HTTP status of the answer; null: none came'),
    elapsed_ms: z.int().nullable(),
    body_start: z.string().nullable().describe('the first characters of the answer'),
    answer: beforeSendAnswer.nullable(),
  })
  .meta({ id: 'BeforeSendReport' })
export type BeforeSendReport = z.output<typeof beforeSendReport>

export const beforeSendOperations = operations(DASHBOARD_API, {
  'before_send.status': {
    method: 'get',
    path: '/widgets/{widget_id}/before-send',
    summary: 'How the site answered when it was asked about messages',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ status: beforeSendStatus }),
  },
  'before_send.test': {
    method: 'post',
    path: '/widgets/{widget_id}/before-send/test',
    summary: "Ask the site's program about a made-up message and tell what came back",
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({ before_send_url: beforeSendUrl, text: z.string().min(1).max(1_000) }),
    result: z.object({ report: beforeSendReport }),
  },
})
