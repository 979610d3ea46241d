import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { changeMembers, isSiteAdmin } from './change-members.ts'

/**
 * @throws ChatError room_not_found; forbidden if the caller may not manage the room, and for the caller and owners as
 * targets
 */
export async function removeMember(
  parts: Pick<ChatParts, 'store' | 'users' | 'bus' | 'memberNews'>,
  principal: UserPrincipal,
  { roomId, memberId, ban }: { roomId: number; memberId: string; ban: boolean },
): Promise<void> {
  const { widgetId, userId: by } = principal
  const siteAdmin = await isSiteAdmin(parts, principal)
  await changeMembers(parts, { widgetId, roomId, by, siteAdmin, act: ban ? 'ban' : 'remove', userIds: [memberId] })
}
