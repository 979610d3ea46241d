import { leaveRoom } from '../../chat/rooms/change-members.ts'
import type { Handler } from './handler.ts'

export const roomLeave: Handler<'room.leave'> = async ({ deps, principal }, { room_id }) => {
  await leaveRoom(deps, principal, room_id)
  return {}
}
