import { sessionSignOut } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const signOut = endpoint(sessionSignOut, async ({ caller }, { accounts }) => ({
  cookies: await accounts.signOut(caller.headers),
  result: { account: null, setup_open: await accounts.setupOpen() },
}))
