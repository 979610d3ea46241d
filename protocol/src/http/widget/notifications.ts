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

/** Days that the figures are about. */
export const NOTIFICATION_FIGURES_DAYS = 30

const channel = z.enum(NOTIFICATION_CHANNELS)
const state = z
  .enum(NOTIFICATION_STATES)
  .describe('later: it failed, and is tried again; given_up: it is not; bounced: the mail came back')

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
    query: pageQuery.extend({ channel: channel.optional(), state: state.optional() }),
    result: z.object({
      notifications: z.array(sentNotification),
      next: z.string().nullable().describe('`cursor` of the next page; null: this is the last one'),
    }),
  },
})
