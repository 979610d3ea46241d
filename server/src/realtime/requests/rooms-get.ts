import { getRoom } from '../../chat/rooms/get-room.ts'
import type { Handler } from './handler.ts'

export const roomsGet: Handler<'rooms.get'> = async ({ parts, principal }, { room_id }) => ({
  room: await getRoom(parts, principal, room_id),
})
