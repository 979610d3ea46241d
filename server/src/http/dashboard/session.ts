import type { Account } from '@imbachat/protocol/http/session'
import { passwordChange, sessionGet, sessionSignIn, sessionSignOut, setupClaim } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const getSession = endpoint(sessionGet, async ({ caller }, { accounts }) => {
  const session = await accounts.session(caller.headers)
  return {
    result: { account: session?.account ?? null, setup_open: session === null && (await accounts.setupOpen()) },
    cookies: session?.cookies ?? [],
  }
})

export const signIn = endpoint(sessionSignIn, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.signIn(body, caller)
  const result = { account, setup_open: false, ...(account === null && { second_factor: true }) }
  return { result, cookies, ...(account && { audit: { as: actorOf(account) } }) }
})

export const signOut = endpoint(sessionSignOut, async ({ caller }, { accounts }) => ({
  cookies: await accounts.signOut(caller.headers),
  result: { account: null, setup_open: await accounts.setupOpen() },
}))

export const claimSetup = endpoint(setupClaim, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.claimSetup(body, caller)
  return { result: { account, setup_open: false }, cookies, audit: { as: actorOf(account) } }
})

export const changePassword = endpoint(passwordChange, async ({ body, caller }, { accounts }) => {
  const change = { current: body.current_password, next: body.new_password }
  const { account, cookies } = await accounts.changePassword(change, caller)
  return { result: { account, setup_open: false }, cookies }
})

const actorOf = ({ account_id: accountId, email }: Account) => ({ accountId, email })
