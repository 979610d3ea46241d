import { joinRoom } from '../../domain/rooms/join-room.ts'
import { forUsers } from './handler.ts'

export const roomJoin = forUsers<'room.join'>(async ({ parts, principal }, { room_id }) => ({
  room: await joinRoom(parts, principal, room_id),
}))
