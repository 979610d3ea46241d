import type { ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import { roomSummaries } from './room-summary.ts'

/** The user's rooms, for the user or for the site. @throws ChatError invalid_field for an invalid cursor */
export async function listRooms(
  parts: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  reader: { widgetId: number; userId: string },
  page: { cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'rooms.list'>> {
  const { widgetId, userId } = reader
  const [{ rooms, next }, unread] = await Promise.all([
    parts.store.roomsOf(widgetId, userId, { cursor: page.cursor ?? null, limit: page.limit }),
    parts.store.unreadRooms(widgetId, userId),
  ])
  return { rooms: await roomSummaries(parts, reader, rooms), next, unread_rooms: unread }
}
