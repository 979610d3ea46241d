import { ChatError } from '@imbachat/protocol'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { DashboardDeps } from './endpoint.ts'

/**
 * The one place where an owner's principal is made: of an account's session, else of one that the site's admin opened.
 * Its role is that of no widget: `register` adds it once the path was read.
 * @returns also the cookies that prolong the session
 * @throws ChatError not_authenticated
 */
export async function dashboardPrincipal(
  { accounts, siteSignIn }: Pick<DashboardDeps, 'accounts' | 'siteSignIn'>,
  headers: Headers,
): Promise<{ actor: DashboardPrincipal; administrator: boolean; cookies: string[] }> {
  const session = await accounts.session(headers)
  if (session !== null) {
    const { account_id, email } = session.account
    const { administrator, cookies } = session
    return { actor: { kind: 'dashboard', account_id, email, role: null, site: null }, administrator, cookies }
  }
  const actor = await siteSignIn.session(headers)
  if (actor === null) throw new ChatError('not_authenticated', 'sign in first')
  return { actor, administrator: false, cookies: [] }
}
