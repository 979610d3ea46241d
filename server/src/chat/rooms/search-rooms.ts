import type { ReplyTo } from '@imbachat/protocol'
import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { ChatDeps } from '../chat-deps.ts'
import { pageOf } from '../cursor.ts'
import type { UserPrincipal } from '../principal.ts'
import { placeCursor, type RoomPlace, readPlace } from './room-place.ts'
import { roomSummaries } from './room-summary.ts'

interface Search {
  query: string
  cursor?: string | undefined
  limit: number
}

/**
 * The user's rooms by title or peer's name, the most recently active first. Names are compared here, because databases
 * differ in which characters they count as letters.
 * @throws ChatError invalid_field for a cursor that no page returned
 */
export async function searchRooms(
  { store, users, classOf }: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  reader: UserPrincipal,
  { query, cursor, limit }: Search,
): Promise<ReplyTo<'rooms.search'>> {
  const { widget_id, user_id } = reader
  const after = cursor === undefined ? null : readPlace(cursor)
  const [names, counts] = await Promise.all([store.roomNames(widget_id, user_id), store.roomCounts(widget_id, user_id)])
  const found = names.filter((room) => (after === null || standsAfter(room, after)) && matchesWords(room.name, query))
  const { page, next } = pageOf(found, limit, placeCursor)
  const rows = await Promise.all(page.map(({ room_id }) => store.roomOf(widget_id, room_id, user_id)))
  return {
    rooms: await roomSummaries(
      { store, users, classOf },
      reader,
      rows.filter((row) => row !== null),
    ),
    next,
    unread_rooms: counts.unread,
    requests: counts.requests,
    archived: counts.archived,
  }
}

const standsAfter = (room: RoomPlace, place: RoomPlace) =>
  room.active_at < place.active_at || (room.active_at === place.active_at && room.room_id < place.room_id)
