import { z } from 'zod'
import { languages } from '../../phrases/languages.ts'
import { isTimeZone } from '../../users/quiet-hours.ts'
import { email } from '../account/session.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { MAIL_CONTENTS } from './widget-settings.ts'
import { pageQuery, widgetParams } from './widgets.ts'

export const NOTIFICATION_CHANNELS = ['push', 'mail'] as const
/** A way to reach users who are not looking. */
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number]
export const NOTIFICATION_STATES = ['sent', 'later', 'given_up', 'bounced'] as const
export type NotificationState = (typeof NOTIFICATION_STATES)[number]

/** Mails that users get: about several conversations or one, and about an answer of theirs that came by mail. */
export const MAIL_SAMPLES = ['several', 'one', 'held', 'refused'] as const
export type MailSample = (typeof MAIL_SAMPLES)[number]

/** Reasons why a notification waits longer than its normal delay. */
export const NOTIFICATION_WAITS = ['active', 'quiet_hours', 'mail_every', 'mail_per_day', 'failed'] as const
export type NotificationWait = (typeof NOTIFICATION_WAITS)[number]
/** Why one way reaches a user not at all, whatever is written. */
export const NOTIFICATION_OBSTACLES = [
  'banned',
  'off',
  'no_server',
  'no_browser',
  'signed_out',
  'no_address',
  'address_refused',
  'unsubscribed',
] as const
export type NotificationObstacle = (typeof NOTIFICATION_OBSTACLES)[number]
/** Reasons why a user gets no notification of a conversation. */
export const SILENCES = ['blocked', 'muted', 'large_room', 'room_off', 'mail_per_room', 'given_up', 'nothing'] as const
export type Silence = (typeof SILENCES)[number]

/** Days that the figures are about. */
export const NOTIFICATION_FIGURES_DAYS = 30

const channel = z.enum(NOTIFICATION_CHANNELS)
const state = z
  .enum(NOTIFICATION_STATES)
  .describe('later: it failed, and is tried again; given_up: it is not; bounced: the mail came back')

const wait = z
  .enum(NOTIFICATION_WAITS)
  .describe(
    'active: the user looks at the chat; mail_every, mail_per_day: the limits of mails; failed: the last try did',
  )

export const sentNotification = z
  .object({
    notification_id: z.string(),
    at: z.int().describe('milliseconds since 1970'),
    channel,
    user_id: z.string(),
    name: z.string(),
    rooms: z.int().describe('how many conversations it is about'),
    state,
    problem: z.string().nullable().describe('why it was not sent, in English; null: it was'),
    waited: wait.nullable().describe('why it was not sent sooner; null: nothing held it up'),
    opened_at: z.int().nullable().describe('when the user opened the chat by it; null: not so far'),
    answered_at: z.int().nullable().describe('when the user answered without opening the chat; null: not so far'),
    unsubscribed_at: z.int().nullable().describe('when the user turned mails off by it; null: not so far'),
  })
  .meta({ id: 'SentNotification' })
export type SentNotification = z.output<typeof sentNotification>

const count = z.int().nonnegative()
export const notificationFigures = z
  .object({
    channel,
    sent: count,
    opened: count.describe('of those that were sent'),
    answered: count.describe('of those that were sent'),
    unsubscribed: count.describe('of those that were sent: by them, mails were turned off'),
    later: count.describe('failures after which it was tried again'),
    given_up: count,
    bounced: count.describe('mails that came back after they were sent'),
  })
  .meta({ id: 'NotificationFigures' })
export type NotificationFigures = z.output<typeof notificationFigures>

export const notificationReach = z
  .object({
    channel,
    obstacle: z
      .enum(NOTIFICATION_OBSTACLES)
      .nullable()
      .describe(
        'why it can not reach the user. off: the widget does not use it; no_server: SMTP_URL is not set; signed_out: ' +
          'their sign-in has ended on all browsers. null: it can',
      ),
    waits: wait.nullable().describe('what the next one waits for; null: nothing but the usual time'),
    until: z.int().nullable().describe('how long it waits, milliseconds since 1970; null: not known'),
    address: z.string().nullable().describe('of mails; null: none is known, or no mails'),
    browsers: count.describe('that get notifications'),
  })
  .meta({ id: 'NotificationReach' })
export type NotificationReach = z.output<typeof notificationReach>

export const notificationOutlook = z
  .object({
    channel,
    state: z.enum(['waits', 'notified', 'silent']).describe('of the unread messages'),
    at: z.int().nullable().describe('of `waits`: when they are due, milliseconds since 1970'),
    waits: wait.nullable().describe('of `waits`: what for; null: the usual time after a message'),
    silence: z
      .enum(SILENCES)
      .nullable()
      .describe(
        'of `silent`: why. muted, large_room: only mentions and answers are told; room_off: mails about it are off; ' +
          'mail_per_room: the limit of mails about it; given_up: sending failed for good; nothing: no message of others is to be told, or see `reach`',
      ),
  })
  .meta({ id: 'NotificationOutlook' })
export type NotificationOutlook = z.output<typeof notificationOutlook>

const userNotifications = z
  .object({
    user_id: z.string(),
    name: z.string(),
    reach: z.array(notificationReach),
    rooms: z
      .array(
        z.object({
          room_id: z.int(),
          name: z.string().nullable().describe("a group's title, or the other user; null: it has no title"),
          is_dialog: z.boolean(),
          unread: count,
          outlook: z.array(notificationOutlook),
        }),
      )
      .describe('conversations with unread messages, at most 20, the last active first'),
    more: z.boolean().describe('there are more such conversations'),
  })
  .meta({ id: 'UserNotifications' })
export type UserNotifications = z.output<typeof userNotifications>

const asked = z.string().min(1).max(100)

export const notificationOperations = operations(DASHBOARD_API, {
  'notifications.test_mail': {
    method: 'post',
    path: '/widgets/{widget_id}/notifications/test-mail',
    summary: 'Send a mail about unread messages to the own address: as users get it, with invented messages',
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({
      language: z.enum(languages),
      sample: z.enum(MAIL_SAMPLES).default('several').describe('which of the mails'),
      content: z.enum(MAIL_CONTENTS).optional().describe("default: the widget's"),
      time_zone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').optional(),
    }),
    result: z.object({ email, problem: z.string().nullable().describe('null: it was taken') }),
  },
  'notifications.figures': {
    method: 'get',
    path: '/widgets/{widget_id}/notifications',
    summary: `What became of the notifications of the last ${NOTIFICATION_FIGURES_DAYS} days, by channel`,
    access: 'admin',
    bySite: true,
    params: widgetParams,
    result: z.object({
      channels: z.array(notificationFigures),
      waiting: count.describe('conversations that users are to be told of'),
    }),
  },
  'notifications.list': {
    method: 'get',
    path: '/widgets/{widget_id}/notifications/log',
    summary: 'Notifications that were sent, or failed, the newest first; kept for NOTIFICATION_LOG_DAYS',
    access: 'admin',
    bySite: true,
    params: widgetParams,
    query: pageQuery.extend({
      channel: channel.optional(),
      state: state.optional(),
      user_id: asked.optional().describe('only those to this user'),
    }),
    result: z.object({
      notifications: z.array(sentNotification),
      next: z.string().nullable().describe('`cursor` of the next page; null: this is the last one'),
    }),
  },
  'notifications.of_user': {
    method: 'get',
    path: '/widgets/{widget_id}/notifications/user',
    summary: 'Why a user is notified now, later or not at all, by each way and for each unread conversation',
    access: 'admin',
    bySite: true,
    params: widgetParams,
    query: z.object({ user_id: asked }),
    result: userNotifications,
    errors: ['user_unknown'],
  },
  'notifications.try_address': {
    method: 'post',
    path: '/widgets/{widget_id}/notifications/user/try-address',
    summary: 'Mail an address again that refused mail',
    access: 'admin',
    bySite: true,
    params: widgetParams,
    body: z.strictObject({ user_id: asked }),
    result: z.object({}),
  },
})
