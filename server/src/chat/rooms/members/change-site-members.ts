import type { ChatDeps } from '../../chat-deps.ts'
import type { SitePrincipal } from '../../principal.ts'
import { vouchFor } from '../../users/vouch-for.ts'
import { changeMembers } from './change-members.ts'

/**
 * The site adds its users to a group or channel, or removes them.
 * @returns users whose membership changed
 * @throws ChatError room_not_found, also for a dialog; server_busy
 */
export async function changeSiteMembers(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews'>,
  site: SitePrincipal,
  { room_id, act, user_ids }: { room_id: number; act: 'add' | 'remove'; user_ids: string[] },
): Promise<string[]> {
  if (act === 'add') await vouchFor(deps, site, user_ids)
  const { widget_id } = site
  return changeMembers(deps, { widget_id, room_id, by: null, siteAdmin: true, act, user_ids })
}
