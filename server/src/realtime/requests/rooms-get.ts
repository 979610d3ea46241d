import { getRoom } from '../../chat/rooms/get-room.ts'
import type { Handler } from './handler.ts'

export const roomsGet: Handler<'rooms.get'> = async ({ deps, principal }, { room_id }) => ({
  room: await getRoom(deps, principal, room_id),
})
