import { addMembers } from '../../chat/rooms/add-members.ts'
import type { Handler } from './handler.ts'

export const membersAdd: Handler<'members.add'> = ({ deps, principal }, { room_id, user_ids }) =>
  addMembers(deps, principal, { roomId: room_id, userIds: user_ids })
