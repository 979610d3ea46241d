import { isPresent, type RoomSummary } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from './room-policy.ts'
import { roomSummaries } from './room-summary.ts'

/** @throws ChatError room_not_found */
export async function getRoom(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  principal: UserPrincipal,
  roomId: number,
): Promise<RoomSummary> {
  const summary = await roomAsSeen(deps, principal, roomId)
  if (!isPresent(summary)) throw roomNotFound(roomId)
  return summary
}

/**
 * Also returns a room that the reader has just left, so that the client can show that.
 * @throws ChatError room_not_found
 */
export async function roomAsSeen(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  reader: { widgetId: number; userId: string },
  roomId: number,
): Promise<RoomSummary> {
  const row = await deps.store.roomOf(reader.widgetId, roomId, reader.userId)
  if (!row) throw roomNotFound(roomId)
  const [summary] = await roomSummaries(deps, reader, [row])
  if (!summary) throw roomNotFound(roomId)
  return summary
}
