import { ChatError } from '@imbachat/protocol'
import type { AccountDeps, SignedIn } from './account-deps.ts'
import { isAuthError, LOCK_SECONDS } from './auth-settings.ts'

export interface TwoFactorSecret {
  /** Base32 */
  secret: string
  /** otpauth:// */
  uri: string
  recovery_codes: string[]
}

/** @throws ChatError invalid_field, forbidden when it is on already */
export async function startTwoFactor(
  { auth }: AccountDeps,
  password: string,
  headers: Headers,
): Promise<TwoFactorSecret> {
  const made = await orRefused('password', (await auth()).api.enableTwoFactor({ body: { password }, headers }))
  if (!('totpURI' in made)) throw new Error('better-auth made no secret')
  const { totpURI: uri, backupCodes: recovery_codes } = made as { totpURI: string; backupCodes: string[] }
  return { secret: new URL(uri).searchParams.get('secret') ?? '', uri, recovery_codes }
}

/** Those before end. @throws ChatError invalid_field, forbidden when two-factor sign-in is off */
export async function renewRecoveryCodes({ auth }: AccountDeps, password: string, headers: Headers): Promise<string[]> {
  const { backupCodes } = await orRefused(
    'password',
    (await auth()).api.generateBackupCodes({ body: { password }, headers }),
  )
  return backupCodes
}

/** Number of unused recovery codes. */
export async function recoveryCodesLeft({ auth }: AccountDeps, account_id: string): Promise<number> {
  const { backupCodes } = await (await auth()).api.viewBackupCodes({ body: { userId: account_id } })
  return backupCodes.length
}

/** A phone that made the code is the proof that the secret arrived. @throws ChatError invalid_field */
export async function confirmTwoFactor({ auth }: AccountDeps, code: string, headers: Headers): Promise<string[]> {
  const answer = await orRefused(
    'code',
    (await auth()).api.verifyTOTP({ body: { code }, headers, returnHeaders: true }),
  )
  return answer.headers.getSetCookie()
}

/** @throws ChatError invalid_field */
export async function stopTwoFactor({ auth }: AccountDeps, password: string, headers: Headers): Promise<string[]> {
  const answer = await orRefused(
    'password',
    (await auth()).api.disableTwoFactor({ body: { password }, headers, returnHeaders: true }),
  )
  return answer.headers.getSetCookie()
}

/**
 * Completes a sign-in whose password was right. Only the challenge's cookie counts: an old session of the browser must
 * not replace it.
 * @throws ChatError invalid_field, rate_limited, not_authenticated if the challenge is too old
 */
export async function finishSignIn(
  deps: AccountDeps,
  code: string,
  headers: Headers,
  sessionCookie: string,
): Promise<SignedIn> {
  const { auth, control } = deps
  const challenge = withoutCookie(headers, sessionCookie)
  const options = { body: { code }, headers: challenge, returnHeaders: true } as const
  const isOfApp = /^\d{6}$/.test(code)
  const answer = await (isOfApp
    ? orRefused('code', (await auth()).api.verifyTOTP(options))
    : orRefused('code', (await auth()).api.verifyBackupCode(options)))
  const { user, token } = answer.response as { user: { id: string; email: string }; token: string }
  if (isOfApp && !(await useOnce(deps, user.id, code))) {
    await control.deleteFrom('owner_session').where('token', '=', token).execute()
    throw new ChatError('invalid_field', 'code: was used already; wait for the next one', { field: 'code' })
  }
  return { account: { account_id: user.id, email: user.email }, cookies: answer.headers.getSetCookie() }
}

/** An app's code counts for its 30 seconds, and for those before and behind them. */
const CODE_COUNTS_MS = 2 * 60_000

/**
 * A code that was seen over a shoulder must not sign in again (RFC 6238, 5.2).
 * @returns false: it was used before, or another sign-in uses one at this moment
 */
async function useOnce({ control, clock }: AccountDeps, account_id: string, code: string): Promise<boolean> {
  const row = await control
    .selectFrom('owner_two_factor')
    .select('used_codes')
    .where('owner_id', '=', account_id)
    .executeTakeFirstOrThrow()
  const before = row.used_codes
  const used = (JSON.parse(before ?? '[]') as [code: string, at: number][]).filter(
    ([, at]) => clock.now() - at < CODE_COUNTS_MS,
  )
  if (used.some(([known]) => known === code)) return false
  const { numUpdatedRows } = await control
    .updateTable('owner_two_factor')
    .set({ used_codes: JSON.stringify([...used, [code, clock.now()]]) })
    .where('owner_id', '=', account_id)
    .where('used_codes', before === null ? 'is' : '=', before)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function withoutCookie(headers: Headers, name: string): Headers {
  const kept = new Headers(headers)
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/).filter((pair) => pair.split('=', 1)[0] !== name)
  kept.set('cookie', cookies.join('; '))
  return kept
}

/** @throws ChatError in the place of an error of better-auth */
async function orRefused<T>(field: 'password' | 'code', acting: Promise<T>): Promise<T> {
  try {
    return await acting
  } catch (error) {
    if (!isAuthError(error) || error.statusCode >= 500) throw error
    const { code } = (error.body ?? {}) as { code?: string }
    if (code === 'ACCOUNT_TEMPORARILY_LOCKED') {
      throw new ChatError('rate_limited', 'Too many wrong codes. Wait and try again.', {
        retryAfterMs: LOCK_SECONDS * 1_000,
      })
    }
    if (code === 'TOTP_ALREADY_ENABLED') throw new ChatError('forbidden', 'two-factor sign-in is on already')
    if (code === 'TWO_FACTOR_NOT_ENABLED') throw new ChatError('forbidden', 'two-factor sign-in is off')
    if (code === 'INVALID_TWO_FACTOR_COOKIE' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') {
      throw new ChatError('not_authenticated', 'this sign-in is over; enter the password again')
    }
    const problem = field === 'password' ? 'is not your current password' : 'is not the code of this moment'
    throw new ChatError('invalid_field', `${field}: ${problem}`, { field })
  }
}
