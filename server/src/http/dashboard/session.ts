import type { Account, Session } from '@imbachat/protocol/http/session'
import { passwordChange, sessionGet, sessionSignIn, sessionSignOut, setupClaim } from '@imbachat/protocol/http/session'
import type { Accounts } from '../../owner/accounts/accounts.ts'
import { endpoint } from './endpoint.ts'

export const getSession = endpoint(sessionGet, async ({ caller }, { accounts }) => {
  const session = await accounts.session(caller.headers)
  return {
    result: {
      account: session?.account ?? null,
      setup_open: session === null && (await accounts.setupOpen()),
      ...(session?.administrator && { administrator: true }),
    },
    cookies: session?.cookies ?? [],
  }
})

export const signIn = endpoint(sessionSignIn, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.signIn(body, caller)
  const result =
    account === null ? { account, setup_open: false, second_factor: true } : await signedInAs(accounts, account)
  return { result, cookies, ...(account && { audit: { as: actorOf(account) } }) }
})

export const signOut = endpoint(sessionSignOut, async ({ caller }, { accounts }) => ({
  cookies: await accounts.signOut(caller.headers),
  result: { account: null, setup_open: await accounts.setupOpen() },
}))

export const claimSetup = endpoint(setupClaim, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.claimSetup(body, caller)
  return { result: await signedInAs(accounts, account), cookies, audit: { as: actorOf(account) } }
})

export const changePassword = endpoint(passwordChange, async ({ body, caller }, { accounts }) => {
  const change = { current: body.current_password, next: body.new_password }
  const { account, cookies } = await accounts.changePassword(change, caller)
  return { result: await signedInAs(accounts, account), cookies }
})

/** The session of a person who has just signed in. */
export const signedInAs = async (accounts: Accounts, account: Account): Promise<Session> => ({
  account,
  setup_open: false,
  ...((await accounts.isAdministrator(account.account_id)) && { administrator: true }),
})

const actorOf = ({ account_id: accountId, email }: Account) => ({ accountId, email })
