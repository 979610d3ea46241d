import type { accountSafetyOperations } from '@imbachat/protocol/http/account/account-safety'
import type { Acts } from '../endpoint.ts'
import { signedInAs } from './session.ts'

/** The handler of each operation. */
export const accountSafetyActs: Acts<typeof accountSafetyOperations> = {
  'account.safety': async ({ caller }, { accounts }) => ({
    result: await accounts.safety(caller),
  }),

  'account.end_sessions': async ({ body, caller }, { accounts }) => ({
    result: await accounts.endSessions(body.session_id, caller),
    audit: { details: { all_others: body.session_id === null } },
  }),

  'two_factor.start': async ({ body, caller }, { accounts }) => {
    const { secret, uri, recovery_codes } = await accounts.startTwoFactor(body.password, caller)
    return { result: { secret, uri, recovery_codes } }
  },

  'two_factor.confirm': async ({ body, caller }, { accounts }) => {
    const { safety, cookies } = await accounts.confirmTwoFactor(body.code, caller)
    return { result: safety, cookies }
  },

  'two_factor.stop': async ({ body, caller }, { accounts }) => {
    const { safety, cookies } = await accounts.stopTwoFactor(body.password, caller)
    return { result: safety, cookies }
  },

  'two_factor.renew_codes': async ({ body, caller }, { accounts }) => ({
    result: { recovery_codes: await accounts.renewRecoveryCodes(body.password, caller) },
  }),

  'session.second_factor': async ({ body, caller }, deps) => {
    const { account, cookies } = await deps.accounts.finishSignIn(body.code, caller)
    return {
      result: await signedInAs(deps, account),
      cookies,
      audit: { as: { account_id: account.account_id, email: account.email } },
    }
  },
}
