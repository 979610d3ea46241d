import type { RoomName } from '@imbachat/protocol/http/api/api-parts'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import { missing } from '../../../chat/refusals.ts'

/**
 * The number of the room that an address names.
 * @throws ChatError room_not_found
 */
export async function roomOfName(
  { store }: Pick<ChatDeps, 'store'>,
  widget_id: number,
  name: RoomName,
): Promise<number> {
  if (name.pipe === null) return name.room_id
  const found = await store.roomOfPipe(widget_id, name.pipe)
  if (found) return found.room_id
  throw missing('room', `pipe:${name.pipe}`, 'room')
}
