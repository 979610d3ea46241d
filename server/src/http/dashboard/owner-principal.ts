import { ChatError } from '@imbachat/protocol'
import type { OwnerPrincipal } from '../../chat/principal.ts'
import type { Accounts } from '../../owner/accounts/accounts.ts'

/**
 * The one place where an owner's principal is made. Its role is that of no widget: `register` adds it once the path was
 * read.
 * @returns also the cookies that prolong the session
 * @throws ChatError not_authenticated
 */
export async function ownerPrincipal(
  accounts: Accounts,
  headers: Headers,
): Promise<{ owner: OwnerPrincipal; administrator: boolean; cookies: string[] }> {
  const session = await accounts.session(headers)
  if (session === null) throw new ChatError('not_authenticated', 'sign in first')
  const { account_id: accountId, email } = session.account
  const { administrator, cookies } = session
  return { owner: { kind: 'owner', accountId, email, role: null }, administrator, cookies }
}
