import { changeRole } from '../../chat/rooms/edit-room.ts'
import type { Handler } from './handler.ts'

export const memberRole: Handler<'member.role'> = ({ deps, principal }, { room_id, user_id, role }) =>
  changeRole(deps, principal, { roomId: room_id, memberId: user_id, role })
