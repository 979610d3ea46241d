import type { siteSignInOperations } from '@imbachat/protocol/http/account/site-sign-in'
import { changesOf } from '../../../dashboard/audit/changes-of.ts'
import type { Acts } from '../endpoint.ts'
import { signedInFromSite } from './session.ts'

/** The handler of each operation. */
export const siteSignInActs: Acts<typeof siteSignInOperations> = {
  'site_sign_in.get': async ({ params }, { siteSignIn }) => ({
    result: { site_sign_in: await siteSignIn.read(params.widget_id) },
  }),

  'site_sign_in.turn_on': async ({ params, body }, { siteSignIn }) => ({
    result: await siteSignIn.turnOn(params.widget_id, body),
    audit: { details: body },
  }),

  'site_sign_in.change': async ({ params, body }, { siteSignIn }) => {
    const before = await siteSignIn.read(params.widget_id)
    const after = await siteSignIn.change(params.widget_id, body)
    const changes = changesOf(
      { most_role: before.most_role, back_to: before.back_to },
      { most_role: after.most_role, back_to: after.back_to },
    )
    return {
      result: { site_sign_in: after },
      audit: { nothing: Object.keys(changes).length === 0, details: { changes } },
    }
  },

  'site_sign_in.turn_off': async ({ params }, { siteSignIn }) => ({
    result: { site_sign_in: await siteSignIn.turnOff(params.widget_id) },
  }),

  'site_sign_in.look': async ({ body }, { siteSignIn }) => {
    const { account_id, widget_name, person, role, back_to } = await siteSignIn.look(body.ticket)
    return { result: { account_id, widget_name, person, role, back_to } }
  },

  /** A browser has one session: the one before ends, on the server too. The page has asked the user. */
  'site_sign_in.finish': async ({ body, caller }, deps) => {
    const { siteSignIn, accounts } = deps
    const { actor, role, widget_id, cookies } = await siteSignIn.finish(body.ticket)
    await siteSignIn.signOut(caller.headers)
    return {
      result: signedInFromSite(deps, actor),
      cookies: [...(await accounts.signOut(caller.headers)), ...cookies],
      audit: { as: actor, widget_id, details: { role } },
    }
  },
}
