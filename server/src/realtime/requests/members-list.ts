import { listMembers } from '../../chat/rooms/list-members.ts'
import type { Handler } from './handler.ts'

export const membersList: Handler<'members.list'> = ({ parts, principal }, { room_id, cursor, limit }) =>
  listMembers(parts, principal, { roomId: room_id, cursor, limit })
