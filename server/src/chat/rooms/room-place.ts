import { cursorOf } from '../cursor.ts'

/** A place among rooms in the order of their last activity, newest first. The room that stood there may be gone. */
export type RoomPlace = { activeAt: number; roomId: number }

const places = cursorOf('number', 'number')

export const placeCursor = ({ activeAt, roomId }: RoomPlace): string => places.write(activeAt, roomId)

/** @throws ChatError invalid_field */
export function readPlace(cursor: string): RoomPlace {
  const [activeAt, roomId] = places.read(cursor)
  return { activeAt, roomId }
}
