import type { ReplyTo } from '@imbachat/protocol'
import { matchesWords } from '@imbachat/protocol/matches-words'
import type { ChatParts } from '../chat-parts.ts'
import { cursorError } from '../cursor-error.ts'
import type { UserPrincipal } from '../principal.ts'
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
  { store, users, classOf }: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  reader: UserPrincipal,
  { query, cursor, limit }: Search,
): Promise<ReplyTo<'rooms.search'>> {
  const { widgetId, userId } = reader
  const after = cursor === undefined ? null : Number(cursor)
  if (after !== null && !(Number.isSafeInteger(after) && after > 0)) {
    throw cursorError()
  }
  const [names, counts] = await Promise.all([store.roomNames(widgetId, userId), store.roomCounts(widgetId, userId)])
  const found = names.filter(({ name }) => matchesWords(name, query)).map(({ roomId }) => roomId)
  const start = after === null ? 0 : found.indexOf(after) + 1
  const page = found.slice(start, start + limit)
  const rows = await Promise.all(page.map((roomId) => store.roomOf(widgetId, roomId, userId)))
  return {
    rooms: await roomSummaries(
      { store, users, classOf },
      reader,
      rows.filter((row) => row !== null),
    ),
    next: found.length > start + limit ? String(page.at(-1)) : null,
    unread_rooms: counts.unread,
    requests: counts.requests,
    archived: counts.archived,
  }
}
