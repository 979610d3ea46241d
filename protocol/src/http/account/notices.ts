import { z } from 'zod'
import { pushSubscription } from '../../requests/push.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { MAIL_LANGUAGES, mailLanguage } from './mail-language.ts'
import { email } from './session.ts'

/** Topics of the notices that people of the dashboard get, by mail and by notifications of their browsers. */
export const NOTICE_TOPICS = ['waiting', 'site', 'webhook', 'key', 'disk'] as const
export type NoticeTopic = (typeof NOTICE_TOPICS)[number]

const choice = z
  .object({
    language: z.enum(MAIL_LANGUAGES).describe('of these mails'),
    topics: z
      .record(z.enum(NOTICE_TOPICS), z.boolean())
      .describe(
        'waiting: reports and held messages; site: it or its before-send program does not answer; webhook: ' +
          'one fails or was turned off; key: an API key ends soon; disk: it is full (administrators of the server)',
      ),
  })
  .meta({ id: 'NoticeChoice' })
export type NoticeChoice = z.output<typeof choice>

const push = z
  .object({
    on: z.boolean(),
    key: z.string().nullable().describe('with what the browser subscribes; null: this server sends none'),
  })
  .meta({ id: 'NoticePush' })
export type NoticePushState = z.output<typeof push>

export const noticeOperations = operations(DASHBOARD_API, {
  'account.mails': {
    method: 'get',
    path: '/account/mails',
    summary: 'Which mails the account gets',
    access: 'account',
    result: choice,
  },
  'account.change_mails': {
    method: 'patch',
    path: '/account/mails',
    summary: 'Turn mails to the account on or off',
    access: 'account',
    audit: false,
    body: z.strictObject({
      language: z.enum(MAIL_LANGUAGES).optional(),
      topics: z.partialRecord(z.enum(NOTICE_TOPICS), z.boolean()).optional(),
    }),
    result: choice,
  },

  'account.test_mail': {
    method: 'post',
    path: '/account/mails/test',
    summary: 'Send a mail of a kind to the own address, about invented things',
    access: 'account',
    audit: false,
    body: z.strictObject({ topic: z.enum(NOTICE_TOPICS), language: mailLanguage }),
    result: z.object({ email, problem: z.string().nullable().describe('null: it was taken') }),
    errors: ['forbidden'],
  },

  'account.push': {
    method: 'get',
    path: '/account/push',
    summary: 'Whether this session gets notifications in its browser',
    access: 'account',
    result: push,
  },
  'account.turn_on_push': {
    method: 'put',
    path: '/account/push',
    summary: 'Send the notices of the account to this browser, until its session ends',
    access: 'account',
    audit: false,
    body: z.strictObject({ subscription: pushSubscription }),
    result: push,
    errors: ['forbidden'],
  },
  'account.turn_off_push': {
    method: 'delete',
    path: '/account/push',
    summary: 'Send nothing to this browser any more',
    access: 'account',
    audit: false,
    result: push,
  },
})
