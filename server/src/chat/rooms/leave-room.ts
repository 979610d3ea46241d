import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { changeMembers } from './change-members.ts'

/** For groups and channels. @throws ChatError room_not_found, forbidden for a dialog */
export async function leaveRoom(
  parts: Pick<ChatParts, 'store' | 'bus' | 'memberNews'>,
  { widgetId, userId }: UserPrincipal,
  roomId: number,
): Promise<void> {
  await changeMembers(parts, { widgetId, roomId, by: userId, siteAdmin: false, act: 'leave', userIds: [userId] })
}
