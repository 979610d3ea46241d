import { joinRoom } from '../../chat/rooms/join-room.ts'
import type { Handler } from './handler.ts'

export const roomJoin: Handler<'room.join'> = async ({ parts, principal }, { room_id }) => ({
  room: await joinRoom(parts, principal, room_id),
})
