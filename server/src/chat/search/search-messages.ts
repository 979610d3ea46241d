import type { ReplyTo } from '@imbachat/protocol'
import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import type { ChatDeps } from '../chat-deps.ts'
import { isHidden } from '../own-state/hidden.ts'
import { fromRow } from '../own-state/own-item.ts'
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
  const copies = query.cursor === null ? await findCopies({ store, search }, { widgetId, userId }, query) : []
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
  if (copies.length === 0) return { hits, next, count }
  const all = [...hits, ...copies].sort((a, b) => b.message.created_at - a.message.created_at)
  return { hits: all, next, count: count === null ? null : count + copies.length }
}

/** The user's own held messages that look sent, which no index has. They are few: all come with the first page. */
async function findCopies(
  { store, search }: Pick<ChatDeps, 'store' | 'search'>,
  { widgetId, userId }: Pick<UserPrincipal, 'widgetId' | 'userId'>,
  { query, roomId, fromUser, has, after, before }: Omit<FindMessages, 'widgetId' | 'userId'>,
): Promise<ReplyTo<'messages.search'>['hits']> {
  if (fromUser !== null && fromUser !== userId) return []
  const items = (await store.heldItems(widgetId, userId)).map(fromRow)
  return items.flatMap((item) => {
    if (item.kind !== 'held' || (roomId !== null && item.room_id !== roomId)) return []
    return ownCopies(item.messages, userId).flatMap((message) => {
      const { created_at, system, deleted_at } = message
      if (system || deleted_at !== null || created_at < (after ?? 0)) return []
      if (created_at >= (before ?? Number.POSITIVE_INFINITY)) return []
      const ranges = search.rangesIn(message, { query, has })
      return ranges ? [{ room_id: item.room_id, message, ranges }] : []
    })
  })
}
