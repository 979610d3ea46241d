import { removeMember } from '../../domain/rooms/remove-member.ts'
import { forUsers } from './handler.ts'

export const membersRemove = forUsers<'members.remove'>(async ({ parts, principal }, { room_id, user_id, ban }) => {
  await removeMember(parts, principal, { roomId: room_id, memberId: user_id, ban })
  return {}
})
