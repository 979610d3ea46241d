import { z } from 'zod'
import { MAIL_LANGUAGES } from '../account/mail-language.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from './widgets.ts'

/** Ids of the two users that the dashboard creates for a test. Their names show that they are test users. */
export const TEST_USERS = ['imbachat-test-1', 'imbachat-test-2'] as const

export const isTestUser = (user_id: string): boolean => TEST_USERS.some((id) => id === user_id)

const testUser = z
  .object({
    user_id: z.string(),
    name: z.string(),
    first_message_at: z
      .int()
      .nullable()
      .describe('when they first wrote to the other test user, milliseconds since 1970; null: never'),
  })
  .meta({ id: 'TestUser' })

export type TestUser = z.output<typeof testUser>

const path = '/widgets/{widget_id}/test-users'

export const testUserOperations = operations(DASHBOARD_API, {
  'test_users.list': {
    method: 'get',
    path,
    summary: 'The two test users of a widget, and when each of them first wrote to the other',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    result: z.object({ users: z.array(testUser).describe('empty: nobody has made them yet'), removing: z.boolean() }),
  },
  'test_users.open': {
    method: 'post',
    path,
    summary: 'Make two test users with a direct message between them, and sign a token for each',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: z.strictObject({ language: z.enum(MAIL_LANGUAGES).default('en').describe('of their names') }),
    result: z.object({
      tokens: z
        .array(z.object({ user_id: z.string(), name: z.string(), token: z.string().describe('valid for an hour') }))
        .describe('with the token each of them opens the chat as a page of its own'),
    }),
    errors: ['conflict'],
  },
  'test_users.remove': {
    method: 'delete',
    path,
    summary: 'Erase the test users with everything they wrote',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    result: z.object({ removed: z.int().describe('users that are being erased') }),
  },
})
