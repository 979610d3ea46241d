import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { ChatStore, Room } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'
import { mustStillBeIn } from './still-in-room.ts'

/** @throws ChatError room_not_found */
export async function listMessages(
  { store }: Pick<ChatDeps, 'store'>,
  reader: UserPrincipal,
  { roomId, beforeSeq, at, limit }: { roomId: number; beforeSeq: number | null; at: number | null; limit: number },
): Promise<ReplyTo<'messages.list'>> {
  const { widgetId, userId } = reader
  // The room is read first: a message committed in between is then newer than `last_rev`, and sync returns it again.
  const { room, clearedSeq } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const first = at === null ? 1 : await firstSince(store, room, at)
  const before = at === null ? beforeSeq : Math.max(first, clearedSeq + 1) + limit
  const messages = await store.messagesBefore(widgetId, roomId, before, limit, Math.max(first - 1, clearedSeq))
  await mustStillBeIn({ store }, reader, roomId, room.lastRev, messages)
  return { messages, last_seq: room.lastSeq, last_rev: room.lastRev }
}

/**
 * @returns `seq` of the first message of that time or later; one more than the last `seq` if there is none. Times grow
 * with `seq`, so a binary search needs few messages.
 */
async function firstSince(store: ChatStore, { widgetId, roomId, lastSeq }: Room, at: number): Promise<number> {
  let [first, end] = [1, lastSeq + 1]
  while (first < end) {
    const seq = Math.floor((first + end) / 2)
    const [message] = await store.messagesAt(widgetId, [{ roomId, seq }])
    if (message && message.created_at < at) first = seq + 1
    else end = seq
  }
  return first
}
