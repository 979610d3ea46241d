import { isPresent, type RoomSummary } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from './room-policy.ts'
import { roomSummaries } from './room-summary.ts'

/** @throws ChatError room_not_found */
export async function getRoom(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  principal: UserPrincipal,
  room_id: number,
): Promise<RoomSummary> {
  const summary = await roomAsSeen(deps, principal, room_id)
  if (!isPresent(summary)) throw roomNotFound(room_id)
  return summary
}

/**
 * Also returns a room that the reader has just left, so that the client can show that.
 * @throws ChatError room_not_found
 */
export async function roomAsSeen(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  reader: { widget_id: number; user_id: string },
  room_id: number,
): Promise<RoomSummary> {
  const row = await deps.store.roomOf(reader.widget_id, room_id, reader.user_id)
  if (!row) throw roomNotFound(room_id)
  const [summary] = await roomSummaries(deps, reader, [row])
  if (!summary) throw roomNotFound(room_id)
  return summary
}
