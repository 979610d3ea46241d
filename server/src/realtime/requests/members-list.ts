import { listMembers } from '../../chat/rooms/list-members.ts'
import type { Handler } from './handler.ts'

export const membersList: Handler<'members.list'> = ({ deps, principal }, { room_id, cursor, limit }) =>
  listMembers(deps, principal, { roomId: room_id, cursor, limit })
