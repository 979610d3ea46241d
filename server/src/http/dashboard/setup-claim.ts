import { setupClaim } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const claimSetup = endpoint(setupClaim, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.claimSetup(body, caller)
  return { result: { account, setup_open: false }, cookies }
})
