import type { Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { RoomRow } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'

/**
 * A message that a user wrote and the reader may read now.
 * @returns null: it is a notice, or was deleted or cleared
 * @throws ChatError room_not_found
 */
export async function readableMessage(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, user_id }: UserPrincipal,
  { room_id, seq }: { room_id: number; seq: number },
): Promise<{ row: RoomRow; message: Message | null }> {
  const [message] = await store.messagesAt(widget_id, [{ room_id, seq }])
  // read last: the reader may have left meanwhile
  const row = presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const isThere = message && message.deleted_at === null && !message.system && seq > row.cleared_seq
  return { row, message: isThere ? message : null }
}
