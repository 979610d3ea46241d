import { isPresent, type RoomSummary } from '@imbachat/protocol'
import type { RoomRow } from '../ports.ts'
import { missing } from '../refusals.ts'
import type { ChatUser } from '../users/user.ts'
import { refusalOf } from './rights.ts'

/** The id under which guests read public rooms. No guest gets this id: the ids of guests who write are longer. */
export const READER = 'guest/reader'

/** A user who reads a public room without joining it; no guest has such an id. */
const READS = `${READER}/`
export const readsAs = (user_id: string): string => READS + user_id

/** @returns the user who reads without joining; null: any other user, or a guest */
export const readerIn = (user_id: string): string | null =>
  user_id.startsWith(READS) ? user_id.slice(READS.length) : null

export const roomNotFound = (room_id: number | string, field = 'room_id') => missing('room', room_id, field)

/** @throws ChatError room_not_found */
export function presentRoom(row: RoomRow | null, room_id: number): RoomRow {
  if (!row || !isPresent(row.member)) throw roomNotFound(room_id)
  return row
}

/**
 * The site's permissions of its user apply, but only where they are `false`. A profile that the site no longer lists
 * writes nothing.
 */
export function maySend(user: Pick<ChatUser, 'permissions' | 'profile'> | undefined): boolean {
  return user?.permissions?.send_message !== false && user?.profile?.gone !== true
}

/** Why the reader may not write in this room; null: they may. */
export function writeBlock(row: RoomRow, reader: ChatUser | undefined): RoomSummary['write_block'] {
  if (row.member.user_id === READER) return 'guest'
  if (!maySend(reader)) return 'not_permitted'
  const refusal = refusalOf('write', standingOf(row, reader))
  if (refusal === null && row.member.state === 'requested' && row.room.last_seq > row.room.uncounted) {
    return 'request_pending'
  }
  // a reader who has not joined is shown so by the caller
  return refusal === 'room_not_found' ? null : refusal
}

export const standingOf = (
  { room: { type, closedBy, rights }, member: { state, role } }: RoomRow,
  reader?: Pick<ChatUser, 'role'>,
) => ({
  ...{ type, closedBy, rights, state, role },
  siteAdmin: reader?.role === 'admin',
})

/** Owners and admins of the room, and the site's admins. */
export const canManage = (row: RoomRow, reader: ChatUser | undefined): boolean =>
  refusalOf('manage', standingOf(row, reader)) === null

/** Owners of the room and the site's admins give and take roles. */
export const canOwn = (row: RoomRow, reader: ChatUser | undefined): boolean =>
  refusalOf('give_roles', standingOf(row, reader)) === null
