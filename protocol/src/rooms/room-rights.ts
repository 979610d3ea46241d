import type { RoomRights } from './room.ts'

/** The rights of a group's members until its managers choose others. */
export const DEFAULT_ROOM_RIGHTS: RoomRights = {
  send: 'all',
  media: 'all',
  add: 'managers',
  pin: 'managers',
  slow_seconds: 0,
}
