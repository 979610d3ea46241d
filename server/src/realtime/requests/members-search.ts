import { searchMembers } from '../../chat/rooms/search-members.ts'
import type { Handler } from './handler.ts'

export const membersSearch: Handler<'members.search'> = async ({ parts, principal }, { room_id, query }) => ({
  users: await searchMembers(parts, principal, { roomId: room_id, query }),
})
