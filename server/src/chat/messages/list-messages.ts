import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { ChatStore, Room } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { readableRoom } from '../rooms/readable-room.ts'
import { mustStillBeIn } from './still-in-room.ts'

/** @throws ChatError room_not_found */
export async function listMessages(
  { store }: Pick<ChatDeps, 'store'>,
  reader: UserPrincipal,
  { room_id, before_seq, at, limit }: { room_id: number; before_seq: number | null; at: number | null; limit: number },
): Promise<ReplyTo<'messages.list'>> {
  const { widget_id } = reader
  // The room is read first: a message committed in between is then newer than `last_rev`, and sync returns it again.
  const { last_seq, last_rev, cleared_seq } = await readableRoom({ store }, reader, room_id)
  const first = at === null ? 1 : await firstSince(store, { widget_id, room_id, last_seq }, at)
  const before = at === null ? before_seq : Math.max(first, cleared_seq + 1) + limit
  const messages = await store.messagesBefore(widget_id, room_id, before, limit, Math.max(first - 1, cleared_seq))
  await mustStillBeIn({ store }, reader, room_id, last_rev, messages)
  return { messages, last_seq, last_rev }
}

/**
 * Times grow with `seq`, so a binary search reads few messages.
 * @returns `seq` of the first message of that time or later; if the room has none, one more than the last `seq`
 */
async function firstSince(
  store: ChatStore,
  { widget_id, room_id, last_seq }: Pick<Room, 'widget_id' | 'room_id' | 'last_seq'>,
  at: number,
): Promise<number> {
  let [first, end] = [1, last_seq + 1]
  while (first < end) {
    const seq = Math.floor((first + end) / 2)
    const [message] = await store.messagesAt(widget_id, [{ room_id, seq }])
    if (message && message.created_at < at) first = seq + 1
    else end = seq
  }
  return first
}
