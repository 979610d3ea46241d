import { getRoom } from '../../domain/rooms/get-room.ts'
import { forUsers } from './handler.ts'

export const roomsGet = forUsers<'rooms.get'>(async ({ parts, principal }, { room_id }) => ({
  room: await getRoom(parts, principal, room_id),
}))
