import { z } from 'zod'
import { BROADCAST_CONFIRMED_ABOVE, BROADCAST_MOST_LISTED, BROADCAST_STOPS } from '../../moderation/broadcasts.ts'
import { TASK_STATES } from '../../moderation/moderation.ts'
import { userCard } from '../../users/user.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { pageQuery, widgetParams } from '../widget/widgets.ts'

/** One message to many users, each in their dialog with the sender. */
export const broadcast = z
  .object({
    broadcast_id: z.string(),
    sender: userCard,
    text: z.string(),
    active_days: z.int().nullable().describe('only users who were online within so many days; null: whenever'),
    listed: z.int().nullable().describe('how many users were named; null: all users of the chat'),
    state: z.enum(TASK_STATES),
    stopped_for: z.enum(BROADCAST_STOPS).nullable().describe('why it stopped by itself; null: it did not'),
    total: z.int().describe('recipients'),
    sent: z.int(),
    skipped: z.int().describe('users who block the sender, or whose dialog could not be opened'),
    created_at: z.int(),
    created_by: z.string().describe('e-mail address'),
    ended_at: z.int().nullable(),
  })
  .meta({ id: 'Broadcast' })
export type BroadcastView = z.output<typeof broadcast>

const path = '/widgets/{widget_id}/broadcasts'
const user_id = z.string().min(1).max(200)
const recipients = {
  sender_id: user_id.describe('the user in whose name it is sent'),
  active_days: z.int().min(1).max(3_650).nullable().default(null),
  user_ids: z.array(user_id).min(1).max(BROADCAST_MOST_LISTED).nullable().default(null).describe('null: all users'),
}

export const broadcastsOperations = operations(DASHBOARD_API, {
  'broadcasts.list': {
    method: 'get',
    path,
    summary: 'Broadcasts, the newest first',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery,
    result: z.object({ broadcasts: z.array(broadcast), next: z.string().nullable() }),
  },
  'broadcasts.preview': {
    method: 'post',
    path: `${path}/preview`,
    summary: 'How many users a broadcast would reach; sends nothing',
    access: 'admin',
    audit: false,
    params: widgetParams,
    body: z.strictObject(recipients),
    result: z.object({
      recipients: z.int(),
      unknown: z.array(z.string()).describe('the first 20 of `user_ids` that the chat does not know'),
    }),
    errors: ['user_unknown'],
  },
  'broadcasts.send': {
    method: 'post',
    path,
    summary: 'Send one message to many users, each in their dialog with the sender, at an even pace',
    access: 'admin',
    params: widgetParams,
    body: z.strictObject({
      ...recipients,
      text: z.string().min(1).max(20_000),
      link: z.string().max(2_048).nullable().default(null).describe('an http or https address under the text'),
      confirm: z
        .int()
        .optional()
        .describe(`above ${BROADCAST_CONFIRMED_ABOVE} recipients: how many there are, give or take 5 %`),
    }),
    status: 201,
    result: z.object({ broadcast }),
    errors: [
      'user_unknown',
      'conflict',
      'widget_suspended',
      'message_empty',
      'message_too_long',
      'message_text_invalid',
      'words_refused',
    ],
  },
  'broadcasts.stop': {
    method: 'post',
    path: `${path}/{broadcast_id}/stop`,
    summary: 'Stop a broadcast; what was sent stays',
    access: 'admin',
    params: widgetParams.extend({ broadcast_id: z.string().max(100) }),
    body: z.strictObject({}),
    result: z.object({ broadcast }),
  },
})
