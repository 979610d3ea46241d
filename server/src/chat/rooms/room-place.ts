import { cursorOf } from '../cursor.ts'

/** A place among rooms in the order of their last activity, newest first. The room that stood there may be gone. */
export type RoomPlace = { active_at: number; room_id: number }

const places = cursorOf('number', 'number')

export const placeCursor = ({ active_at, room_id }: RoomPlace): string => places.write(active_at, room_id)

/** @throws ChatError invalid_field */
export function readPlace(cursor: string): RoomPlace {
  const [active_at, room_id] = places.read(cursor)
  return { active_at, room_id }
}
