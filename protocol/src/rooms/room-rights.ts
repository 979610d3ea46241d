import type { RoomRights } from './room.ts'

/** What the members of a group may do until its managers choose otherwise. */
export const DEFAULT_ROOM_RIGHTS: RoomRights = {
  send: 'all',
  media: 'all',
  add: 'managers',
  pin: 'managers',
  slow_seconds: 0,
}
