import { removeMember } from '../../chat/rooms/change-members.ts'
import type { Handler } from './handler.ts'

export const membersRemove: Handler<'members.remove'> = async ({ deps, principal }, { room_id, user_id, ban }) => {
  await removeMember(deps, principal, { roomId: room_id, memberId: user_id, ban })
  return {}
}
