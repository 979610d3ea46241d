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
  { roomId, act, userIds }: { roomId: number; act: 'add' | 'remove'; userIds: string[] },
): Promise<string[]> {
  if (act === 'add') await vouchFor(deps, site, userIds)
  const { widgetId } = site
  return changeMembers(deps, { widgetId, roomId, by: null, siteAdmin: true, act, userIds })
}
