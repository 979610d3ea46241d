import { signal } from '@preact/signals'
import { forgetDrafts } from './drafts.ts'
import { forgetLists } from './navigation/history-state.ts'
import { forgetReasons } from './preferences.ts'
import { ApiError, api, onSignedOut, type Session } from './requests/api.ts'

/**
 * `ended`: the session ended on the server while a page was open. The page stays below a sign-in form, so that typed
 * input is not lost.
 */
export type SessionState =
  | { state: 'loading' }
  | { state: 'failed'; error: ApiError }
  | { state: 'signed-out'; setup_open: boolean; mail: boolean }
  | {
      state: 'signed-in' | 'ended'
      account_id: string
      email: string
      administrator: boolean
      mail: boolean
      /** the address of the site's admin that signed this person in; null: an account */
      back_to: string | null
    }

export const session = signal<SessionState>({ state: 'loading' })

/** Counts sign-ins. What failed without a session loads again when the count changes. */
export const signIns = signal(0)

export function takeSession({ account, setup_open, administrator = false, mail = false, site }: Session): void {
  const before = session.value
  if (account === null) {
    forgetDrafts()
    forgetLists()
    forgetReasons()
    session.value = { state: 'signed-out', setup_open, mail }
    return
  }
  if ('account_id' in before && before.account_id !== account.account_id) forgetDrafts()
  // Another person signs in over an open page, which has data of the person before.
  if (before.state === 'ended' && before.account_id !== account.account_id) location.assign('/dashboard')
  const { account_id, email } = account
  session.value = { state: 'signed-in', account_id, email, administrator, mail, back_to: site?.back_to ?? null }
  signIns.value += 1
}

export async function loadSession(): Promise<void> {
  session.value = { state: 'loading' }
  try {
    takeSession(await api.session())
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    session.value = { state: 'failed', error }
  }
}

/** The account that the browser's stored preferences belong to; '' when signed out. */
export const accountId = (): string => {
  const now = session.value
  return 'account_id' in now ? now.account_id : ''
}

/** Was the reader signed in by the site's admin? Then they have no account, and one widget. */
export const isFromSite = (): boolean => {
  const now = session.value
  return 'back_to' in now && now.back_to !== null
}

/** Call once at start. */
export async function startSession(): Promise<void> {
  onSignedOut(() => {
    const now = session.value
    if (now.state === 'signed-in') session.value = { ...now, state: 'ended' }
  })
  await loadSession()
}
