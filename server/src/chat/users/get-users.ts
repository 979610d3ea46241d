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
  { widgetId, userId }: UserPrincipal,
  { roomId, userIds }: { roomId: number; userIds: readonly string[] },
): Promise<UserCard[]> {
  presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const found = await store.everIn(widgetId, roomId, userIds)
  // Checked again: a found user may have joined after the reader left.
  presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  return users.cards(widgetId, found)
}
