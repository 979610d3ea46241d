import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'

/**
 * Why nobody writes in a room: in a dialog one user blocks the other, or one was erased; moderators froze another room,
 * or put it away.
 */
export type ClosedBy = 'blocked' | 'frozen' | 'archived'

/** Bits of the column `room.blocked` of a group or channel. Of a dialog it is 0 or 1. */
const FROZEN = 1
const ARCHIVED = 2

/** @param stored the column `room.blocked` */
export function closedBy(type: RoomType, stored: number): ClosedBy | null {
  if (stored === 0) return null
  if (type === ROOM_TYPE.dialog) return 'blocked'
  return isArchived(stored) ? 'archived' : 'frozen'
}

export const isArchived = (stored: number): boolean => (stored & ARCHIVED) !== 0
export const isFrozen = (stored: number): boolean => (stored & FROZEN) !== 0
export const storedBlock = ({ frozen, archived }: { frozen: boolean; archived: boolean }): number =>
  (frozen ? FROZEN : 0) | (archived ? ARCHIVED : 0)
