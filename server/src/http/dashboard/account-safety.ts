import {
  safetyGet,
  secondFactor,
  sessionsEnd,
  twoFactorConfirm,
  twoFactorRenewCodes,
  twoFactorStart,
  twoFactorStop,
} from '@imbachat/protocol/http/account-safety'
import { endpoint } from './endpoint.ts'
import { signedInAs } from './session.ts'

export const getSafety = endpoint(safetyGet, async ({ caller }, { accounts }) => ({
  result: await accounts.safety(caller),
}))

export const endSessions = endpoint(sessionsEnd, async ({ body, caller }, { accounts }) => ({
  result: await accounts.endSessions(body.session_id, caller),
  audit: { details: { all_others: body.session_id === null } },
}))

export const startTwoFactor = endpoint(twoFactorStart, async ({ body, caller }, { accounts }) => {
  const { secret, uri, recoveryCodes } = await accounts.startTwoFactor(body.password, caller)
  return { result: { secret, uri, recovery_codes: recoveryCodes } }
})

export const confirmTwoFactor = endpoint(twoFactorConfirm, async ({ body, caller }, { accounts }) => {
  const { safety, cookies } = await accounts.confirmTwoFactor(body.code, caller)
  return { result: safety, cookies }
})

export const stopTwoFactor = endpoint(twoFactorStop, async ({ body, caller }, { accounts }) => {
  const { safety, cookies } = await accounts.stopTwoFactor(body.password, caller)
  return { result: safety, cookies }
})

export const renewRecoveryCodes = endpoint(twoFactorRenewCodes, async ({ body, caller }, { accounts }) => ({
  result: { recovery_codes: await accounts.renewRecoveryCodes(body.password, caller) },
}))

export const finishSignIn = endpoint(secondFactor, async ({ body, caller }, deps) => {
  const { account, cookies } = await deps.accounts.finishSignIn(body.code, caller)
  return {
    result: await signedInAs(deps, account),
    cookies,
    audit: { as: { accountId: account.account_id, email: account.email } },
  }
})
