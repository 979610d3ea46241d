import { ChatError } from '@imbachat/protocol'
import type { AccountSafety } from '@imbachat/protocol/http/account/account-safety'
import type { Account } from '@imbachat/protocol/http/account/session'
import type { Kysely } from 'kysely'
import { createAttempts } from '../../chat/attempts.ts'
import type { Clock } from '../../chat/clock.ts'
import type { SharedRates } from '../../chat/shared-rates.ts'
import { createTokenBuckets } from '../../chat/token-buckets.ts'
import type { Config } from '../../config/config.ts'
import { DEFAULT_LIMITS, type Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { AccountDeps, SignedIn } from './account-deps.ts'
import { isAdministrator, listAdministrators, mustBeEnabled, setAdministrator } from './administrators.ts'
import type { Auth } from './auth.ts'
import { type PasswordCost, sessionCookieName } from './auth-settings.ts'
import { changePassword } from './change-password.ts'
import { adoptWidgets, createAccount } from './create-account.ts'
import { accountByEmail, firstAccount } from './first-account.ts'
import { createPasswordQueue } from './password-queue.ts'
import { createMailedLink, openResetLink, useResetLink } from './reset-link.ts'
import { resetPassword } from './reset-password.ts'
import { endSessions, readSafety } from './sessions.ts'
import { openSetup, useSetup } from './setup-link.ts'
import { type Challenged, signIn, signInNew } from './sign-in.ts'
import {
  confirmTwoFactor,
  finishSignIn,
  renewRecoveryCodes,
  startTwoFactor,
  stopTwoFactor,
  type TwoFactorSecret,
} from './two-factor.ts'

/** The origin and the data of a request. */
export interface Caller {
  headers: Headers
  /** the browser's address, behind trusted proxies */
  address: string
}

/**
 * Sign-ins for one address, for one e-mail from one address, and for one e-mail from anywhere; used ones come back
 * within the window. Only a crowd of addresses can keep an owner out, and there are too few to guess passwords.
 */
export const SIGN_IN_WINDOW_MS = 15 * 60_000
export const SIGN_INS_PER_EMAIL_AND_ADDRESS = 20
export const SIGN_INS_PER_EMAIL = 500
const HOUR = 3_600_000

export interface SafetyChanged {
  safety: AccountSafety
  cookies: string[]
}

export interface Accounts {
  /**
   * Link that makes the first account, fresh at each call; null when there is an account. Show it to the
   * administrator, never log it.
   */
  setupLink(): Promise<string | null>
  /** Does the server wait for its first account? */
  setupOpen(): Promise<boolean>
  /** @throws ChatError forbidden, invalid_field, rate_limited */
  claimSetup(claim: { token: string; email: string; password: string }, caller: Caller): Promise<SignedIn>
  /** @throws ChatError invalid_field, rate_limited */
  signUp(account: { email: string; password: string }, caller: Caller): Promise<SignedIn>
  /** Counts a try to guess a secret, such as an invitation's token. @throws ChatError rate_limited */
  takeAttempt(caller: Caller): void
  /** For the command line. @throws ChatError invalid_field */
  create(account: { email: string; password: string }): Promise<Account>
  /** For the command line. @throws ChatError not_found, invalid_field */
  resetPassword(email: string, change: { password: string; twoFactor: 'off' | 'as it is' }): Promise<void>
  first(): Promise<Account | null>
  byEmail(email: string): Promise<Account | null>
  /** @throws ChatError not_authenticated, rate_limited, forbidden when the account is disabled */
  signIn(credentials: { email: string; password: string }, caller: Caller): Promise<SignedIn | Challenged>
  /** @throws ChatError invalid_field, not_authenticated, rate_limited */
  finishSignIn(code: string, caller: Caller): Promise<SignedIn>
  /** @throws ChatError not_authenticated */
  safety(caller: Caller): Promise<AccountSafety>
  /** The session of the caller. @throws ChatError not_authenticated */
  sessionId(caller: Caller): Promise<string>
  /** @param sessionId null: all but the one that asks. @throws ChatError not_found */
  endSessions(sessionId: string | null, caller: Caller): Promise<AccountSafety>
  /** @throws ChatError invalid_field, forbidden, rate_limited */
  startTwoFactor(password: string, caller: Caller): Promise<TwoFactorSecret>
  /** @throws ChatError invalid_field */
  confirmTwoFactor(code: string, caller: Caller): Promise<SafetyChanged>
  /** @throws ChatError invalid_field, forbidden, rate_limited */
  renewRecoveryCodes(password: string, caller: Caller): Promise<string[]>
  /** @throws ChatError invalid_field, rate_limited */
  stopTwoFactor(password: string, caller: Caller): Promise<SafetyChanged>
  /** Ends the session that the headers carry, if any. @returns cookies that clear the browser's */
  signOut(headers: Headers): Promise<string[]>
  /**
   * The account that the headers' cookie belongs to; null: there is no session, it has ended, or the account is
   * disabled.
   */
  session(headers: Headers): Promise<(SignedIn & { administrator: boolean }) | null>
  /** Does the account run the server? */
  isAdministrator(account_id: string): Promise<boolean>
  /** For the command line. @throws ChatError not_found */
  setAdministrator(email: string, administrator: boolean): Promise<void>
  /** E-mail addresses. */
  administrators(): Promise<string[]>
  /** Counts a input for a mailed reset link, also of an address without an account. @throws ChatError rate_limited */
  takeResetMail(email: string, caller: Caller): void
  /** A link for a mail that sets a new password; null: no account of this address may sign in. */
  mailedResetLink(email: string): Promise<string | null>
  /** The account whose password a reset link sets. @throws ChatError invite_invalid, rate_limited */
  openReset(token: string, caller: Caller): Promise<Account & { expires_at: number }>
  /** @throws ChatError invite_invalid, invalid_field, rate_limited */
  finishReset(reset: { token: string; password: string }, caller: Caller): Promise<Account>
  /** @throws ChatError not_authenticated, invalid_field, rate_limited */
  changePassword(change: { current: string; next: string }, caller: Caller): Promise<SignedIn>
}

export function createAccounts({
  control,
  secrets,
  config,
  clock,
  limits = DEFAULT_LIMITS,
  rates,
  passwordCost,
}: {
  control: Kysely<Database & OwnerTables>
  secrets: Secrets
  config: Pick<Config, 'publicUrl'>
  clock: Clock
  limits?: Limits
  /** missing: those of this process alone */
  rates?: SharedRates
  passwordCost?: PasswordCost | undefined
}): Accounts {
  const { publicUrl } = config
  let loading: Promise<Auth> | undefined
  const auth = () => {
    const options = { control, sessionSecret: secrets.sessionSecret, publicUrl, passwordCost }
    loading ??= import('./auth.ts').then(({ createAuth }) => createAuth(options))
    return loading
  }
  const deps: AccountDeps = { auth, control, clock }
  const buckets = rates?.buckets ?? (() => createTokenBuckets(clock))
  const attempts = (by: string, max: number) =>
    createAttempts({ buckets: buckets(`sign-ins by ${by}`), max, windowMs: SIGN_IN_WINDOW_MS })
  const byAddress = attempts('address', limits.SIGN_INS_PER_ADDRESS)
  const byEmailAndAddress = attempts('email and address', SIGN_INS_PER_EMAIL_AND_ADDRESS)
  const byEmail = attempts('email', SIGN_INS_PER_EMAIL)
  const resetMails = createAttempts({
    buckets: buckets('reset mails'),
    max: limits.RESET_MAILS_PER_HOUR,
    windowMs: HOUR,
  })
  const passwords = createPasswordQueue()

  /** @throws ChatError rate_limited */
  function takeTry(email: string, address: string): void {
    byEmailAndAddress.take(`${email} ${address}`)
    byEmail.take(email)
  }

  const session = async (headers: Headers): Promise<(SignedIn & { administrator: boolean }) | null> => {
    if (!headers.get('cookie')?.includes(sessionCookieName(publicUrl))) return null
    const { response, headers: answer } = await (await auth()).api.getSession({ headers, returnHeaders: true })
    if (response === null) return null
    const { user } = response
    // a session that was being made while the account was disabled
    if (user.disabledAt != null) return null
    return {
      account: { account_id: user.id, email: user.email },
      administrator: Number(user.administrator) === 1,
      cookies: answer.getSetCookie(),
    }
  }

  async function mustBeSignedIn(headers: Headers): Promise<{ account_id: string; sessionId: string; email: string }> {
    const found = await (await auth()).api.getSession({ headers })
    if (found === null) throw new ChatError('not_authenticated', 'sign in first')
    return { account_id: found.user.id, sessionId: found.session.id, email: found.user.email }
  }

  /** Ends the session that a browser had when it signed in: its cookie is replaced, and nobody could end it. */
  async function endCarried(headers: Headers): Promise<void> {
    const found = await (await auth()).api.getSession({ headers, query: { disableRefresh: true } })
    if (found) await control.deleteFrom('owner_session').where('id', '=', found.session.id).execute()
  }

  /** A stolen session must not be able to try passwords without end. */
  async function withPassword<T>({ headers, address }: Caller, act: () => Promise<T>): Promise<T> {
    passwords.mustHaveRoom(address)
    byAddress.take(address)
    takeTry((await mustBeSignedIn(headers)).email, address)
    return passwords.run(address, act)
  }

  /** The change gave this browser a new session; the others were made without what holds now. */
  async function changedSafety(account_id: string, before: Headers, cookies: string[]): Promise<SafetyChanged> {
    const renewed = cookies.map((cookie) => cookie.split(';', 1)[0] ?? '').join('; ')
    const headers = new Headers(renewed.includes(sessionCookieName(config.publicUrl)) ? { cookie: renewed } : before)
    const { sessionId } = await mustBeSignedIn(headers)
    await endSessions(deps, account_id, { sessionId, ended: null })
    return { safety: await readSafety(deps, account_id, sessionId), cookies }
  }

  return {
    async setupLink() {
      // Also heals a first account whose process died before it took the widgets over.
      await adoptWidgets(deps)
      const token = await openSetup(deps)
      return token && `${config.publicUrl}/dashboard/setup#${token}`
    },
    setupOpen: async () => (await firstAccount(control)) === null,
    async claimSetup({ token, email, password }, { headers, address }) {
      // Before it is counted: a try that was not made is not used up.
      passwords.mustHaveRoom(address)
      byAddress.take(address)
      return passwords.run(address, async () => {
        const putBack = await useSetup(deps, token)
        try {
          await createAccount(deps, { email, password })
        } catch (error) {
          await putBack()
          throw error
        }
        return signInNew(deps, { email, password }, headers)
      })
    },
    async signUp({ email, password }, { headers, address }) {
      passwords.mustHaveRoom(address)
      byAddress.take(address)
      return passwords.run(address, async () => {
        await createAccount(deps, { email, password })
        return signInNew(deps, { email, password }, headers)
      })
    },
    takeAttempt: ({ address }) => byAddress.take(address),
    create: (account) => createAccount(deps, account),
    resetPassword: (email, change) => resetPassword(deps, email, change),
    first: () => firstAccount(control),
    byEmail: (email) => accountByEmail(control, email),
    async signIn({ email, password }, { headers, address }) {
      passwords.mustHaveRoom(address)
      byAddress.take(address)
      takeTry(email, address)
      const signedIn = await passwords.run(address, () => signIn(deps, { email, password }, headers))
      byEmailAndAddress.forget(`${email} ${address}`)
      byEmail.forget(email)
      if (signedIn.account === null) return signedIn
      await mustBeEnabled(deps, signedIn.account.account_id)
      await endCarried(headers)
      return signedIn
    },
    async finishSignIn(code, { headers, address }) {
      byAddress.take(address)
      const signedIn = await finishSignIn(deps, code, headers, sessionCookieName(config.publicUrl))
      await mustBeEnabled(deps, signedIn.account.account_id)
      await endCarried(headers)
      return signedIn
    },
    async safety({ headers }) {
      const { account_id, sessionId } = await mustBeSignedIn(headers)
      return readSafety(deps, account_id, sessionId)
    },
    sessionId: async ({ headers }) => (await mustBeSignedIn(headers)).sessionId,
    async endSessions(ended, { headers }) {
      const { account_id, sessionId } = await mustBeSignedIn(headers)
      await endSessions(deps, account_id, { sessionId, ended })
      return readSafety(deps, account_id, sessionId)
    },
    startTwoFactor: (password, caller) => withPassword(caller, () => startTwoFactor(deps, password, caller.headers)),
    async confirmTwoFactor(code, { headers }) {
      const { account_id } = await mustBeSignedIn(headers)
      const cookies = await confirmTwoFactor(deps, code, headers)
      return changedSafety(account_id, headers, cookies)
    },
    renewRecoveryCodes: (password, caller) =>
      withPassword(caller, () => renewRecoveryCodes(deps, password, caller.headers)),
    async stopTwoFactor(password, caller) {
      const { account_id } = await mustBeSignedIn(caller.headers)
      const cookies = await withPassword(caller, () => stopTwoFactor(deps, password, caller.headers))
      return changedSafety(account_id, caller.headers, cookies)
    },
    async signOut(headers) {
      const { headers: answer } = await (await auth()).api.signOut({ headers, returnHeaders: true })
      return answer.getSetCookie()
    },
    session,
    isAdministrator: (account_id) => isAdministrator(control, account_id),
    setAdministrator: (email, administrator) => setAdministrator(deps, email, administrator),
    administrators: () => listAdministrators(control),
    takeResetMail(email, { address }) {
      byAddress.take(address)
      resetMails.take(email)
    },
    async mailedResetLink(email) {
      const token = await createMailedLink(deps, email)
      return token && `${config.publicUrl}/dashboard/reset#${token}`
    },
    async openReset(token, { address }) {
      byAddress.take(address)
      return openResetLink(deps, token)
    },
    async finishReset(reset, { address }) {
      passwords.mustHaveRoom(address)
      byAddress.take(address)
      return passwords.run(address, () => useResetLink(deps, reset))
    },
    async changePassword({ current, next }, { headers, address }) {
      passwords.mustHaveRoom(address)
      byAddress.take(address)
      const signedIn = await session(headers)
      // A stolen session must not be able to try passwords without end.
      if (signedIn) takeTry(signedIn.account.email, address)
      return passwords.run(address, () => changePassword(deps, { current, next }, headers))
    },
  }
}
