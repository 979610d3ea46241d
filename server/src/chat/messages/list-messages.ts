import type { ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'
import { mustStillBeIn } from './still-in-room.ts'

/** @throws ChatError room_not_found */
export async function listMessages(
  { store }: Pick<ChatParts, 'store'>,
  reader: UserPrincipal,
  { roomId, beforeSeq, limit }: { roomId: number; beforeSeq: number | null; limit: number },
): Promise<ReplyTo<'messages.list'>> {
  const { widgetId, userId } = reader
  // The room is read first: a message committed in between is then newer than `last_rev`, and sync returns it again.
  const { room, clearedSeq } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const messages = await store.messagesBefore(widgetId, roomId, beforeSeq, limit, clearedSeq)
  await mustStillBeIn({ store }, reader, roomId, room.lastRev, messages)
  return { messages, last_seq: room.lastSeq, last_rev: room.lastRev }
}
