import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { isHidden } from '../own-state/hidden.ts'
import type { FindMessages } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'

/** @throws ChatError room_not_found, search_off, server_busy; invalid_field for a cursor that no page returned */
export async function searchMessages(
  { store, search }: Pick<ChatDeps, 'store' | 'search'>,
  { widgetId, userId }: UserPrincipal,
  query: Omit<FindMessages, 'widgetId' | 'userId'>,
): Promise<ReplyTo<'messages.search'>> {
  const { roomId } = query
  if (roomId !== null) presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const { found, next, count } = await search.find({ ...query, widgetId, userId })
  const messages = await store.messagesAt(widgetId, found)
  // Last of all: the reader may have left a room while the messages were looked for.
  const memberships = await store.membershipsOf(
    widgetId,
    userId,
    found.map((hit) => hit.roomId),
  )
  const hides = await isHidden(
    store,
    { widgetId, userId },
    found.map((hit) => hit.roomId),
  )
  const clearedSeq = new Map(memberships.map((membership) => [membership.roomId, membership.clearedSeq]))
  const hits = found.flatMap(({ roomId: room_id, editedAt, ranges }, n) => {
    const message = messages[n]
    // What was deleted or edited meanwhile may not have the words any more.
    const isSame = message?.deleted_at === null && message.edited_at === editedAt
    if (!isSame || message.seq <= (clearedSeq.get(room_id) ?? Number.MAX_SAFE_INTEGER)) return []
    if (hides(room_id, message.seq)) return []
    return [{ room_id, message, ranges }]
  })
  return { hits, next, count }
}
