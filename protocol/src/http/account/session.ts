import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { mailLanguage } from './mail-language.ts'

/** Length of an account's password, in characters. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const

export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.min, `must have at least ${PASSWORD_LENGTH.min} characters`)
  .max(PASSWORD_LENGTH.max, `must have at most ${PASSWORD_LENGTH.max} characters`)

export const email = z
  .string()
  .trim()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an email address'))
  .transform((address) => address.toLowerCase())

const givenPassword = z.string().min(1, 'must not be empty').max(1024, 'must have at most 1024 characters')

export const account = z
  .object({
    account_id: z.string(),
    email: z.string(),
  })
  .meta({ id: 'Account' })

export type Account = z.output<typeof account>

export const session = z
  .object({
    account: account.nullable().describe('who is signed in; null: nobody'),
    setup_open: z.boolean().describe('the server has no account yet and waits for the one-time setup link'),
    administrator: z.boolean().optional().describe('true: the account runs the server'),
    mail: z.boolean().optional().describe('true: the server sends mail, such as a link for a new password'),
    site: z
      .object({ widget_id: z.int(), back_to: z.string() })
      .optional()
      .describe("the site's admin signed this person in: they have no account, and see this widget alone"),
    second_factor: z.boolean().optional().describe('true: the password was right, and a code must follow'),
  })
  .meta({ id: 'Session' })

export type Session = z.output<typeof session>

export const sessionOperations = operations(DASHBOARD_API, {
  'session.get': {
    method: 'get',
    path: '/session',
    summary: 'Who is signed in',
    access: 'open',
    result: session,
  },
  'session.sign_in': {
    method: 'post',
    path: '/session',
    summary: 'Sign in; sets the session cookie',
    access: 'open',
    body: z.strictObject({ email, password: givenPassword }),
    result: session,
    errors: ['not_authenticated', 'forbidden'],
  },
  'session.sign_out': {
    method: 'delete',
    path: '/session',
    summary: 'Sign out; ends the session here and clears its cookie',
    access: 'open',
    audit: false,
    result: session,
  },
  'setup.claim': {
    method: 'post',
    path: '/setup',
    summary: 'Create the first account with the token of the one-time setup link; signs in',
    access: 'open',
    body: z.strictObject({
      token: z.string().max(256).describe('what stands behind # in the setup link'),
      email,
      password: newPassword,
    }),
    status: 201,
    result: session,
    errors: ['forbidden'],
  },
  'password.change': {
    method: 'post',
    path: '/password',
    summary: 'Change the password; all other sessions end',
    access: 'account',
    body: z.strictObject({ current_password: givenPassword, new_password: newPassword, language: mailLanguage }),
    result: session,
  },
})
