import { ChatError, ROOM_TYPE, type RoomSummary } from '@imbachat/protocol'
import type { Member, RoomRow } from '../ports.ts'
import type { ChatUser } from '../users/user.ts'

/** The id under which guests read public rooms. No guest gets it: those of guests who write are longer. */
export const READER = 'guest/reader'

/** One answer for "there is none" and "it is not yours": who asks learns nothing of other people's rooms. */
export const roomNotFound = (roomId: number | string, field = 'room_id') =>
  new ChatError('room_not_found', `Room ${roomId} does not exist or is not open to you.`, { field })

/** May he read the room and hear its events? So may who is asked in or waits for his answer. */
export function isPresent({ state }: Pick<Member, 'state'>): boolean {
  switch (state) {
    case 'joined':
    case 'invited':
    case 'requested':
    case 'declined':
      return true
    case 'left':
    case 'banned':
      return false
  }
}

/** @throws ChatError room_not_found */
export function presentRoom(row: RoomRow | null, roomId: number): RoomRow {
  if (!row || !isPresent(row.member)) throw roomNotFound(roomId)
  return row
}

/** What the site said of its user binds, and only what it said with `false` (contract section 3). */
export function maySend(user: Pick<ChatUser, 'permissions'> | undefined): boolean {
  return user?.permissions?.send_message !== false
}

/** Why the reader may not write in this dialog or room; null: he may. */
export function writeBlock(row: RoomRow, reader: ChatUser | undefined): RoomSummary['write_block'] {
  if (row.member.userId === READER) return 'guest'
  if (!maySend(reader)) return 'not_permitted'
  if (row.member.state === 'declined') return 'request_declined'
  if (row.member.state === 'requested' && row.room.lastSeq > 0) return 'request_pending'
  return null
}

/** Adds, removes and bans: owners of the room, and whom the site calls an admin. */
export function canManage({ room, member }: RoomRow, reader: ChatUser | undefined): boolean {
  if (room.type === ROOM_TYPE.dialog || member.state !== 'joined') return false
  return member.role === 'owner' || reader?.role === 'admin'
}
