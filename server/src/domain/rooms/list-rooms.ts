import type { ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomSummaries } from './room-summary.ts'

/** @throws ChatError invalid_field for a cursor that is none */
export async function listRooms(
  parts: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  principal: UserPrincipal,
  page: { cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'rooms.list'>> {
  const { widgetId, userId } = principal
  const [{ rooms, next }, unread] = await Promise.all([
    parts.store.roomsOf(widgetId, userId, { cursor: page.cursor ?? null, limit: page.limit }),
    parts.store.unreadRooms(widgetId, userId),
  ])
  return { rooms: await roomSummaries(parts, principal, rooms), next, unread_rooms: unread }
}
