import { sessionSignIn } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const signIn = endpoint(sessionSignIn, async ({ body, caller }, { accounts }) => {
  const { account, cookies } = await accounts.signIn(body, caller)
  return { result: { account, setup_open: false }, cookies }
})
