import { ChatError } from '@imbachat/protocol'
import type { UserPrincipal } from '../principal.ts'

/**
 * Was the token made before the site ended the user's sessions? `iat` has seconds: a token of the second in which they
 * ended may be the next one. Without `iat` the connection counts that it signed in.
 * @param tokens_from when they were ended, milliseconds since 1970
 * @param openedAt when the connection was opened
 */
export function isBeforeEnd({ issuedAt }: UserPrincipal, tokens_from: number | undefined, openedAt: number): boolean {
  if (tokens_from === undefined) return false
  return issuedAt === undefined ? openedAt < tokens_from : issuedAt + 1000 <= tokens_from
}

export const sessionsEnded = (): ChatError =>
  new ChatError('token_expired', "The site has ended this user's sessions.", { field: 'token' })
