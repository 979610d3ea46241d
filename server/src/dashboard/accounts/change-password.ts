import { ChatError } from '@imbachat/protocol'
import type { AccountDeps, SignedIn } from './account-deps.ts'
import { isAuthError } from './auth-settings.ts'
import { checkNewPassword } from './check-password.ts'
import { endSignIns } from './sessions.ts'

/**
 * Changes the password of the owner signed in by `headers`. The owner's other sessions end; this one gets a new cookie.
 * @throws ChatError invalid_field when `current` is not the current password, or `next` is easy to guess
 */
export async function changePassword(
  { auth, control }: AccountDeps,
  { current, next }: { current: string; next: string },
  headers: Headers,
): Promise<SignedIn> {
  const session = await (await auth()).api.getSession({ headers })
  if (session) checkNewPassword(next, session.user.email, 'new_password')
  try {
    const answer = await (await auth()).api.changePassword({
      body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
      headers,
      returnHeaders: true,
    })
    const { user, token } = answer.response
    await endSignIns({ control }, user.id, token)
    return { account: { account_id: user.id, email: user.email }, cookies: answer.headers.getSetCookie() }
  } catch (error) {
    if (isAuthError(error) && error.statusCode === 401) {
      throw new ChatError('not_authenticated', 'sign in first')
    }
    if (isAuthError(error) && error.statusCode < 500) {
      throw new ChatError('invalid_field', 'current_password: is not your current password', {
        field: 'current_password',
      })
    }
    throw error
  }
}
