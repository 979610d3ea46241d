import { ChatError } from '@imbachat/protocol'
import type { AccountDeps, SignedIn } from './account-deps.ts'
import { isAuthError } from './auth-settings.ts'

/** The password was right; a code must follow. */
export interface Challenged {
  account: null
  cookies: string[]
}

/** For a new account, which has no second factor. */
export async function signInNew(...given: Parameters<typeof signIn>): Promise<SignedIn> {
  const signedIn = await signIn(...given)
  if (signedIn.account === null) throw new Error('a new account asks for a second factor')
  return signedIn
}

/**
 * The same answer after the same work for an unknown e-mail and a wrong password: better-auth hashes once in either
 * case.
 * @throws ChatError not_authenticated
 */
export async function signIn(
  { auth }: AccountDeps,
  { email, password }: { email: string; password: string },
  headers: Headers,
): Promise<SignedIn | Challenged> {
  try {
    const answer = await (await auth()).api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
    if (!('user' in answer.response)) return { account: null, cookies: answer.headers.getSetCookie() }
    const { user } = answer.response
    return { account: { account_id: user.id, email: user.email }, cookies: answer.headers.getSetCookie() }
  } catch (error) {
    if (isAuthError(error) && error.statusCode < 500) {
      throw new ChatError('not_authenticated', 'wrong email or password')
    }
    throw error
  }
}
