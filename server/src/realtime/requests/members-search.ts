import { searchMembers } from '../../chat/rooms/search-members.ts'
import type { Handler } from './handler.ts'

export const membersSearch: Handler<'members.search'> = async ({ deps, principal }, { room_id, query }) => ({
  users: await searchMembers(deps, principal, { roomId: room_id, query }),
})
