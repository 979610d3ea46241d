import type { RoomSummary } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { changeMembers } from './change-members.ts'
import { getRoom } from './get-room.ts'

/** A public room. @throws ChatError room_not_found also when it is closed or one is banned */
export async function joinRoom(
  parts: Pick<ChatParts, 'store' | 'users' | 'bus' | 'memberNews' | 'classOf'>,
  principal: UserPrincipal,
  roomId: number,
): Promise<RoomSummary> {
  const { widgetId, userId } = principal
  await changeMembers(parts, { widgetId, roomId, by: userId, siteAdmin: false, act: 'join', userIds: [userId] })
  return getRoom(parts, principal, roomId)
}
