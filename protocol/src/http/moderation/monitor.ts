import { z } from 'zod'
import { userCard } from '../../users/user.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from '../widget/widgets.ts'
import { messageContent } from './message-content.ts'

/** Why others do not see a message. */
export const WHY_HELD = ['waiting', 'shadow'] as const
export type WhyHeld = (typeof WHY_HELD)[number]

/** A message as moderators see it while they watch. */
export const watchedMessage = z
  .object({
    room_id: z.int(),
    seq: z.int().describe('0 while it is held'),
    client_id: z.string().describe('the same once a held message is published'),
    held: z
      .enum(WHY_HELD)
      .nullable()
      .describe('others do not see it: it waits for review, or its author is shadow-banned; null: all see it'),
    room_title: z.string().nullable().describe('null: a dialog'),
    sender: userCard,
    peer: userCard.nullable().describe('of a dialog: the user who reads it'),
    text: z.string().nullable().describe('null: deleted'),
    files: z.array(z.object({ name: z.string(), size: z.int() })),
    carries: messageContent,
    flagged: z.boolean().describe('somebody reported it, or a rule of the widget flagged it'),
    edited: z.boolean(),
    created_at: z.int(),
  })
  .meta({ id: 'WatchedMessage' })
export type WatchedMessage = z.output<typeof watchedMessage>

const path = '/widgets/{widget_id}/monitor'

const flag = z.enum(['0', '1']).default('0')
const moment = z.coerce.number().int().min(0).optional()

/** Selects the watched messages; a missing field does not filter. */
export const monitorQuery = z.object({
  session: z.string().max(100).describe('of `monitor.start`'),
  user: z.string().max(200).optional().describe('written by this user'),
  peer: z.string().max(200).optional().describe('with `user`: in the dialogs of the two, written by either'),
  room: z.coerce.number().int().min(1).optional(),
  file: flag.describe('1: only messages with files'),
  flagged: flag.describe('1: only messages that were reported or flagged'),
  since: moment.describe('milliseconds since 1970, inclusive'),
  until: moment.describe('milliseconds since 1970, inclusive'),
})
export type MonitorQuery = z.output<typeof monitorQuery>

/** The stream of server-sent events beside `monitor.list`, with the same query. */
export const MONITOR_STREAM = `${DASHBOARD_API}${path}/stream`

/** One event of the stream. */
export const monitorEvent = z.object({
  messages: z.array(watchedMessage),
  dropped: z.int().describe('messages that came faster than anybody reads, and are not shown'),
})
export type MonitorEvent = z.output<typeof monitorEvent>

export const monitorOperations = operations(DASHBOARD_API, {
  'monitor.start': {
    method: 'post',
    path: `${path}/start`,
    summary: 'Begin to watch what users write; the reason is recorded. Good for 12 hours, for this account',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ reason: z.string().trim().min(3, 'must have at least 3 characters').max(300) }),
    result: z.object({ session: z.string(), until: z.int() }),
  },
  'monitor.list': {
    method: 'get',
    path,
    summary: 'What was written last, the newest first; older ones by `until`',
    access: 'moderator',
    params: widgetParams,
    query: monitorQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(50) }),
    result: z.object({
      messages: z.array(watchedMessage),
      more: z.boolean(),
      complete: z.boolean().describe('false: more rooms than could be looked at; name a user or a room'),
    }),
  },
  'monitor.delete': {
    method: 'post',
    path: `${path}/delete`,
    summary: 'Delete a message for everybody',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ room_id: z.int().min(1), seq: z.int().min(1) }),
    result: z.object({}),
    errors: ['message_not_found'],
  },
})
