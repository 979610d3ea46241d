import type { ChatDeps } from '../../chat-deps.ts'
import type { SitePrincipal } from '../../principal.ts'
import { storeKnownUsers } from '../../users/store-known-users.ts'
import { changeMembers } from './change-members.ts'
import { mustBelongToSite } from './must-belong-to-site.ts'

/**
 * The site adds its users to a group or channel, or removes them.
 * @param pipe the name by which the site called the room: a user may have made a closed one under it; null: its number
 * @returns users whose membership changed
 * @throws ChatError room_not_found, also for a dialog; forbidden; server_busy
 */
export async function changeSiteMembers(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews'>,
  site: SitePrincipal,
  { room_id, pipe, act, user_ids }: { room_id: number; pipe: string | null; act: 'add' | 'remove'; user_ids: string[] },
): Promise<string[]> {
  if (act === 'add') await storeKnownUsers(deps, site, user_ids)
  const { widget_id } = site
  if (act === 'add' && pipe !== null) {
    const found = await deps.store.roomOfPipe(widget_id, pipe)
    if (found && !found.is_public) await mustBelongToSite(deps, site, room_id, user_ids)
  }
  return changeMembers(deps, { widget_id, room_id, by: null, siteAdmin: true, act, user_ids })
}
