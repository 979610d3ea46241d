import type { RoomsListResult } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomSummaries } from './room-summary.ts'

/** @throws ChatError invalid_field for a cursor that is none */
export async function listRooms(
  { store, users }: Pick<ChatParts, 'store' | 'users'>,
  principal: UserPrincipal,
  page: { cursor?: string | undefined; limit: number },
): Promise<RoomsListResult> {
  const { widgetId, userId } = principal
  const [{ rooms, next }, unread] = await Promise.all([
    store.roomsOf(widgetId, userId, { cursor: page.cursor ?? null, limit: page.limit }),
    store.unreadRooms(widgetId, userId),
  ])
  return { rooms: await roomSummaries(users, principal, rooms), next, unread_rooms: unread }
}
