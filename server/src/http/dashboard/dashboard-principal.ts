import { ChatError } from '@imbachat/protocol'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { DashboardDeps } from './endpoint.ts'

/**
 * Makes the principal of a request to the dashboard, from an account's session or from one that the site's admin
 * opened. No other place makes one. Its role is null: `register` adds the role when it has read the widget from the
 * path.
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
