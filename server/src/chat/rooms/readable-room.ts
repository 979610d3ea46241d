import type { ChatDeps } from '../chat-deps.ts'
import type { ReadableRoom } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from './room-policy.ts'

/** @throws ChatError room_not_found, unless the reader is in the room */
export async function readableRoom(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  room_id: number,
): Promise<ReadableRoom> {
  const room = await store.readableRoom(widget_id, room_id, user_id)
  if (!room) throw roomNotFound(room_id)
  return room
}
