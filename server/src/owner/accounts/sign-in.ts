import { ChatError } from '@imbachat/protocol'
import { APIError } from 'better-auth/api'
import type { AccountParts, SignedIn } from './accounts.ts'

/**
 * The same answer after the same work for an unknown e-mail and a wrong password: better-auth hashes once in either
 * case.
 * @throws ChatError not_authenticated
 */
export async function signIn(
  { auth }: AccountParts,
  { email, password }: { email: string; password: string },
  headers: Headers,
): Promise<SignedIn> {
  try {
    const answer = await auth.api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
    const { user } = answer.response
    return { account: { account_id: user.id, email: user.email }, cookies: answer.headers.getSetCookie() }
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) {
      throw new ChatError('not_authenticated', 'wrong email or password')
    }
    throw error
  }
}
