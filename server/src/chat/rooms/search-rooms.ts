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
 * The user's rooms by title or peer's name, the most recently active first. Names are compared here, because
 * databases differ in what they take for a letter.
 * @throws ChatError invalid_field for a cursor that no page returned
 */
export async function searchRooms(
  { store, users, classOf }: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  reader: UserPrincipal,
  { query, cursor, limit }: Search,
): Promise<ReplyTo<'rooms.search'>> {
  const { widgetId, userId } = reader
  const after = cursor === undefined ? null : readPlace(cursor)
  const [names, counts] = await Promise.all([store.roomNames(widgetId, userId), store.roomCounts(widgetId, userId)])
  const found = names.filter((room) => (after === null || standsAfter(room, after)) && matchesWords(room.name, query))
  const { page, next } = pageOf(found, limit, placeCursor)
  const rows = await Promise.all(page.map(({ roomId }) => store.roomOf(widgetId, roomId, userId)))
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
  room.activeAt < place.activeAt || (room.activeAt === place.activeAt && room.roomId < place.roomId)
