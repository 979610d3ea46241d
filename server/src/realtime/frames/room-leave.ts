import { leaveRoom } from '../../domain/rooms/leave-room.ts'
import { forUsers } from './handler.ts'

export const roomLeave = forUsers<'room.leave'>(async ({ parts, principal }, { room_id }) => {
  await leaveRoom(parts, principal, room_id)
  return {}
})
