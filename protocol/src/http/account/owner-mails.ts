import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { MAIL_LANGUAGES } from './mail-language.ts'

/** What the dashboard's people are mailed about. */
export const OWNER_TOPICS = ['waiting', 'site', 'webhook', 'disk'] as const
export type OwnerTopic = (typeof OWNER_TOPICS)[number]

const choice = z
  .object({
    language: z.enum(MAIL_LANGUAGES).describe('of these mails'),
    topics: z
      .record(z.enum(OWNER_TOPICS), z.boolean())
      .describe(
        'waiting: reports and held messages; site: it does not answer; webhook: one was turned off; disk: it is full ' +
          '(administrators of the server)',
      ),
  })
  .meta({ id: 'OwnerMails' })
export type OwnerMails = z.output<typeof choice>

export const ownerMailOperations = operations(DASHBOARD_API, {
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
      topics: z.partialRecord(z.enum(OWNER_TOPICS), z.boolean()).optional(),
    }),
    result: choice,
  },
})
