import { sessionGet } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const getSession = endpoint(sessionGet, async ({ caller }, { accounts }) => {
  const session = await accounts.session(caller.headers)
  return {
    result: { account: session?.account ?? null, setup_open: session === null && (await accounts.setupOpen()) },
    cookies: session?.cookies ?? [],
  }
})
