import { cursorOf } from '../chat/cursor.ts'

/** A place in a list that is ordered by the time of creation, then by id. */
export const byTime = cursorOf('number', 'uuid')
