import type { Account, Session, sessionOperations } from '@imbachat/protocol/http/account/session'
import type { DashboardPrincipal } from '../../../chat/principal.ts'
import type { Acts, DashboardDeps } from '../endpoint.ts'

/** The handler of each operation. */
export const sessionActs: Acts<typeof sessionOperations> = {
  'session.get': async ({ caller }, deps) => {
    const session = await deps.accounts.session(caller.headers)
    if (session !== null) return { result: await signedInAs(deps, session.account), cookies: session.cookies }
    const person = await deps.siteSignIn.session(caller.headers)
    return { result: person === null ? await signedOut(deps) : signedInFromSite(deps, person) }
  },

  'session.sign_in': async ({ body, caller }, deps) => {
    const { account, cookies } = await deps.accounts.signIn(body, caller)
    const result =
      account === null ? { account, setup_open: false, second_factor: true } : await signedInAs(deps, account)
    return { result, cookies, ...(account && { audit: { as: actorOf(account) } }) }
  },

  'session.sign_out': async ({ caller }, deps) => ({
    cookies: [...(await deps.accounts.signOut(caller.headers)), ...(await deps.siteSignIn.signOut(caller.headers))],
    result: await signedOut(deps),
  }),

  'setup.claim': async ({ body, caller }, deps) => {
    const { account, cookies } = await deps.accounts.claimSetup(body, caller)
    return { result: await signedInAs(deps, account), cookies, audit: { as: actorOf(account) } }
  },

  'password.change': async ({ body, caller }, deps) => {
    const change = { current: body.current_password, next: body.new_password }
    const { account, cookies } = await deps.accounts.changePassword(change, caller)
    await deps.mail?.add({ kind: 'changed', email: account.email, language: body.language, at: deps.clock.now() })
    return { result: await signedInAs(deps, account), cookies }
  },
}

/** The session of a person with an account. */
export const signedInAs = async ({ accounts, mail }: DashboardDeps, account: Account): Promise<Session> => ({
  account,
  setup_open: false,
  ...((await accounts.isAdministrator(account.account_id)) && { administrator: true }),
  ...(mail !== null && { mail: true }),
})

/** The session of a person that the site's admin signed in. */
export const signedInFromSite = ({ mail }: Pick<DashboardDeps, 'mail'>, actor: DashboardPrincipal): Session => ({
  account: { account_id: actor.account_id, email: actor.email },
  setup_open: false,
  ...(actor.site !== null && { site: { widget_id: actor.site.widget_id, back_to: actor.site.back_to } }),
  ...(mail !== null && { mail: true }),
})

const signedOut = async ({ accounts, mail }: DashboardDeps): Promise<Session> => ({
  account: null,
  setup_open: await accounts.setupOpen(),
  ...(mail !== null && { mail: true }),
})

const actorOf = ({ account_id, email }: Account) => ({ account_id, email })
