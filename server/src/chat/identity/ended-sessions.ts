import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import type { ChatUser } from '../users/user.ts'

/**
 * True if the token was made before the site ended the user's sessions. `iat` counts in seconds, so a token of that
 * same second may be a new one. For a token without `iat`, the time when its connection opened counts.
 * @param tokens_from when the sessions were ended, milliseconds since 1970
 * @param openedAt when the connection was opened
 */
export function isBeforeEnd({ issuedAt }: UserPrincipal, tokens_from: number | undefined, openedAt: number): boolean {
  if (tokens_from === undefined) return false
  return issuedAt === undefined ? openedAt < tokens_from : issuedAt + 1000 <= tokens_from
}

export const sessionsEnded = (): ChatError =>
  new ChatError('token_expired', "The site has ended this user's sessions.", { field: 'token' })

/**
 * A token from before an erasing must not bring the user back. A user who was known before the token was issued needs
 * no check: an erased user is unknown until they sign in again.
 * @throws ChatError token_expired
 */
export async function mustNotBeErased(
  store: ChatDeps['store'],
  { widget_id, user_id, issuedAt }: UserPrincipal,
  known: ChatUser | null,
): Promise<void> {
  const wasSeen = known && (issuedAt === undefined || known.first_seen_at === null || known.first_seen_at < issuedAt)
  if (wasSeen) return
  const erasedAt = await store.erasedAt(widget_id, user_id)
  const isBefore = issuedAt === undefined ? erasedAt === Number.POSITIVE_INFINITY : issuedAt + 1000 <= (erasedAt ?? 0)
  if (isBefore) {
    throw new ChatError('token_expired', "This token was made before the user's data was erased.", { field: 'token' })
  }
}
