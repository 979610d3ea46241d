import { isErasedUser, type UserCard } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { readableRoom } from '../rooms/readable-room.ts'

/**
 * The users among these who are or were in a room of the caller, as authors of its messages.
 * @throws ChatError room_not_found
 */
export async function getUsers(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  reader: UserPrincipal,
  { room_id, user_ids }: { room_id: number; user_ids: readonly string[] },
): Promise<UserCard[]> {
  await readableRoom({ store }, reader, room_id)
  const found = await store.everIn(reader.widget_id, room_id, user_ids)
  // Checked again: a found user may have joined after the reader left.
  await readableRoom({ store }, reader, room_id)
  // messages are erased before the place in the room is
  return users.cards(reader.widget_id, [...new Set([...found, ...user_ids.filter(isErasedUser)])])
}
