import { listMembers } from '../../domain/rooms/list-members.ts'
import { forUsers } from './handler.ts'

export const membersList = forUsers<'members.list'>(({ parts, principal }, { room_id, cursor, limit }) =>
  listMembers(parts, principal, { roomId: room_id, cursor, limit }),
)
