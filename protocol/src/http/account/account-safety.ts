import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { session } from './session.ts'

const password = z.string().min(1, 'must not be empty').max(1024, 'must have at most 1024 characters')
/** Six digits of an app, or a recovery code. People type spaces into both. */
const code = z
  .string()
  .max(40, 'must have at most 40 characters')
  .transform((text) => text.replaceAll(/\s/g, ''))
  .pipe(z.string().min(6, 'must have at least 6 characters'))

export const accountSession = z
  .object({
    session_id: z.string(),
    current: z.boolean().describe('the one that asks'),
    user_agent: z.string().nullable(),
    created_at: z.int().describe('milliseconds since 1970'),
    seen_at: z.int().describe('when it was last prolonged, about once a day'),
  })
  .meta({ id: 'AccountSession' })
export type AccountSession = z.output<typeof accountSession>

const safety = z
  .object({
    two_factor: z.boolean().describe('signing in needs a code of an app'),
    recovery_codes_left: z.int().nullable().describe('that were not used; null: no two-factor sign-in'),
    sessions: z.array(accountSession).describe('the newest 100'),
  })
  .meta({ id: 'AccountSafety' })
export type AccountSafety = z.output<typeof safety>

const recoveryCodes = z
  .array(z.string())
  .describe('each signs in once in the place of a code; only here they are shown')

export const accountSafetyOperations = operations(DASHBOARD_API, {
  'account.safety': {
    method: 'get',
    path: '/account',
    summary: "The account's sessions, and whether it has two-factor sign-in",
    access: 'account',
    result: safety,
  },
  'account.end_sessions': {
    method: 'post',
    path: '/account/sessions/end',
    summary: 'End one session, or all but the one that asks',
    access: 'account',
    body: z.strictObject({ session_id: z.string().max(100).nullable().describe('null: all others') }),
    result: safety,
    errors: ['not_found'],
  },
  'two_factor.start': {
    method: 'post',
    path: '/account/two-factor/start',
    summary: 'Make a secret for an app, and recovery codes; nothing changes until it is confirmed',
    access: 'account',
    audit: false,
    body: z.strictObject({ password }),
    result: z.object({
      secret: z.string().describe('Base32, to type into an app'),
      uri: z.string().describe('otpauth://'),
      recovery_codes: recoveryCodes,
    }),
  },
  'two_factor.confirm': {
    method: 'post',
    path: '/account/two-factor/confirm',
    summary: "Turn it on with a code of the app; the account's other sessions end",
    access: 'account',
    body: z.strictObject({ code }),
    result: safety,
  },
  'two_factor.stop': {
    method: 'post',
    path: '/account/two-factor/stop',
    summary: 'Turn it off',
    access: 'account',
    body: z.strictObject({ password }),
    result: safety,
  },
  'two_factor.renew_codes': {
    method: 'post',
    path: '/account/two-factor/recovery-codes',
    summary: 'Make new recovery codes; those before work no longer',
    access: 'account',
    body: z.strictObject({ password }),
    result: z.object({ recovery_codes: recoveryCodes }),
  },
  'session.second_factor': {
    method: 'post',
    path: '/session/second-factor',
    summary: 'Finish a sign-in with a code of the app, or a recovery code; sets the session cookie',
    access: 'open',
    body: z.strictObject({ code }),
    result: session,
    errors: ['not_authenticated', 'forbidden'],
  },
})
