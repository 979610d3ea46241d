import type { ReplyTo } from '@imbachat/protocol'
import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import type { ChatDeps } from '../chat-deps.ts'
import { isHidden } from '../own-state/hidden.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { FindMessages } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { readableRoom } from '../rooms/readable-room.ts'

/** @throws ChatError room_not_found, search_off, server_busy; invalid_field for a cursor that no page returned */
export async function searchMessages(
  { store, search }: Pick<ChatDeps, 'store' | 'search'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  query: Omit<FindMessages, 'widget_id' | 'user_id'>,
): Promise<ReplyTo<'messages.search'>> {
  const { room_id } = query
  if (room_id !== null) await readableRoom({ store }, { widget_id, user_id }, room_id)
  const copies = query.cursor === null ? await findCopies({ store, search }, { widget_id, user_id }, query) : []
  const { found, next, count } = await search.find({ ...query, widget_id, user_id })
  const messages = await store.messagesAt(widget_id, found)
  // Last of all: the reader may have left a room while the messages were looked for.
  const memberships = await store.membershipsOf(
    widget_id,
    user_id,
    found.map((hit) => hit.room_id),
  )
  const hides = await isHidden(
    store,
    { widget_id, user_id },
    found.map((hit) => hit.room_id),
  )
  const cleared_seq = new Map(memberships.map((membership) => [membership.room_id, membership.cleared_seq]))
  const hits = found.flatMap(({ room_id, edited_at, ranges }, n) => {
    const message = messages[n]
    // A message that was deleted or edited meanwhile may not have the words any more.
    const isSame = message?.deleted_at === null && message.edited_at === edited_at
    if (!isSame || message.seq <= (cleared_seq.get(room_id) ?? Number.MAX_SAFE_INTEGER)) return []
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
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { query, room_id, from_user, has, after, before }: Omit<FindMessages, 'widget_id' | 'user_id'>,
): Promise<ReplyTo<'messages.search'>['hits']> {
  if (from_user !== null && from_user !== user_id) return []
  const items = (await store.heldItems(widget_id, user_id)).map(fromRow)
  return items.flatMap((item) => {
    if (item.kind !== 'held' || (room_id !== null && item.room_id !== room_id)) return []
    return ownCopies(item.messages, user_id).flatMap((message) => {
      const { created_at, system, deleted_at } = message
      if (system || deleted_at !== null || created_at < (after ?? 0)) return []
      if (created_at >= (before ?? Number.POSITIVE_INFINITY)) return []
      const ranges = search.rangesIn(message, { query, has })
      return ranges ? [{ room_id: item.room_id, message, ranges }] : []
    })
  })
}
