import type { ReplyTo, RoomFilter } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { roomSummaries } from './room-summary.ts'

interface Page {
  cursor?: string | undefined
  limit: number
  /** missing: all rooms, archived ones too, by activity alone */
  filter?: RoomFilter | undefined
}

/** The user's rooms, for the user or for the site. @throws ChatError invalid_field for an invalid cursor */
export async function listRooms(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  reader: { widget_id: number; user_id: string },
  { cursor, limit, filter }: Page,
): Promise<ReplyTo<'rooms.list'>> {
  const { widget_id, user_id } = reader
  const [{ rooms, next }, counts] = await Promise.all([
    deps.store.roomsOf(widget_id, user_id, { cursor: cursor ?? null, limit, filter }),
    deps.store.roomCounts(widget_id, user_id),
  ])
  const { unread, requests, archived } = counts
  return { rooms: await roomSummaries(deps, reader, rooms), next, unread_rooms: unread, requests, archived }
}
