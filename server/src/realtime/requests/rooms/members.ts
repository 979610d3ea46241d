import type { memberRequests } from '@imbachat/protocol/requests/members'
import { changeRole } from '../../../chat/rooms/edit-room.ts'
import { addMembers } from '../../../chat/rooms/members/add-members.ts'
import { removeMember } from '../../../chat/rooms/members/change-members.ts'
import { listMembers } from '../../../chat/rooms/members/list-members.ts'
import { searchMembers } from '../../../chat/rooms/members/search-members.ts'
import type { HandlersOf } from '../handler.ts'

export const memberHandlers: HandlersOf<typeof memberRequests> = {
  'members.list': ({ deps, principal }, page) => listMembers(deps, principal, page),

  'members.search': async ({ deps, principal }, search) => ({
    users: await searchMembers(deps, principal, search),
  }),

  'members.add': ({ deps, principal }, wanted) => addMembers(deps, principal, wanted),

  'members.remove': async ({ deps, principal }, { room_id, user_id, ban }) => {
    await removeMember(deps, principal, { room_id, memberId: user_id, ban })
    return {}
  },

  'member.role': ({ deps, principal }, { room_id, user_id, role }) =>
    changeRole(deps, principal, { room_id, memberId: user_id, role }),
}
