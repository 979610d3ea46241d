import { ChatError } from '@imbachat/protocol'
import type { OwnerPrincipal } from '../../chat/principal.ts'
import type { Accounts } from '../../owner/accounts/accounts.ts'

/**
 * The one place where an owner's principal is made.
 * @returns also the cookies that prolong the session
 * @throws ChatError not_authenticated
 */
export async function ownerPrincipal(
  accounts: Accounts,
  headers: Headers,
): Promise<{ owner: OwnerPrincipal; cookies: string[] }> {
  const session = await accounts.session(headers)
  if (session === null) throw new ChatError('not_authenticated', 'sign in first')
  return { owner: { kind: 'owner', accountId: session.account.account_id }, cookies: session.cookies }
}
