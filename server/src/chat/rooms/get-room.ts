import { isPresent, type RoomSummary } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from './room-policy.ts'
import { roomSummaries } from './room-summary.ts'

/** @throws ChatError room_not_found */
export async function getRoom(
  parts: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  principal: UserPrincipal,
  roomId: number,
): Promise<RoomSummary> {
  const summary = await roomAsSeen(parts, principal, roomId)
  if (!isPresent(summary)) throw roomNotFound(roomId)
  return summary
}

/**
 * Also returns a room that the reader has just left, so that the client can show that.
 * @throws ChatError room_not_found
 */
export async function roomAsSeen(
  parts: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  reader: { widgetId: number; userId: string },
  roomId: number,
): Promise<RoomSummary> {
  const row = await parts.store.roomOf(reader.widgetId, roomId, reader.userId)
  if (!row) throw roomNotFound(roomId)
  const [summary] = await roomSummaries(parts, reader, [row])
  if (!summary) throw roomNotFound(roomId)
  return summary
}
