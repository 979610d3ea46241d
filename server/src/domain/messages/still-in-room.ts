import type { Message } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'

/**
 * For who was found in a room before its messages were read: what is newer than the room was then may also be newer than his going.
 * @param lastRev of the room when he was found in it
 * @throws ChatError room_not_found
 */
export async function mustStillBeIn(
  { store }: Pick<ChatParts, 'store'>,
  { widgetId, userId }: UserPrincipal,
  roomId: number,
  lastRev: number,
  messages: readonly Message[],
): Promise<void> {
  if (messages.every(({ rev }) => rev <= lastRev)) return
  presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
}
