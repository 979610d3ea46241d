import type { UserCard } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'

/**
 * Of these users the ones who are or were in a room that one is in, as authors of its messages.
 * @throws ChatError room_not_found
 */
export async function getUsers(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id, user_id }: UserPrincipal,
  { room_id, user_ids }: { room_id: number; user_ids: readonly string[] },
): Promise<UserCard[]> {
  presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const found = await store.everIn(widget_id, room_id, user_ids)
  // Checked again: a found user may have joined after the reader left.
  presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  return users.cards(widget_id, found)
}
