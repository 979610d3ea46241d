import { cursorError } from '../cursor-error.ts'

/** A place among rooms in the order of their last activity, newest first. The room that stood there may be gone. */
export type RoomPlace = { activeAt: number; roomId: number }

export const placeCursor = ({ activeAt, roomId }: RoomPlace): string => `${activeAt}.${roomId}`

/** @throws ChatError invalid_field */
export function readPlace(cursor: string): RoomPlace {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor)
  if (!match) throw cursorError()
  return { activeAt: Number(match[1]), roomId: Number(match[2]) }
}
