import { cursorError } from '../../chat/cursor-error.ts'

/** A place in a list that is ordered by time, then by id. */
export interface TimePlace {
  createdAt: number
  /** UUID */
  id: string
}

export const timeCursor = ({ createdAt, id }: TimePlace): string => `${createdAt}.${id}`

/** @throws ChatError invalid_field */
export function readTimeCursor(cursor: string): TimePlace {
  const match = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor)
  if (!match) throw cursorError()
  return { createdAt: Number(match[1]), id: match[2] ?? '' }
}
