import { joinRoom } from '../../chat/rooms/join-room.ts'
import type { Handler } from './handler.ts'

export const roomJoin: Handler<'room.join'> = async ({ deps, principal }, { room_id }) => ({
  room: await joinRoom(deps, principal, room_id),
})
