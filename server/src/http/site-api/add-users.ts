import { changeSiteMembers } from '../../chat/rooms/members/change-site-members.ts'
import { siteEndpoint } from './endpoint.ts'
import { inSiteWords, namedRoom } from './named-room.ts'

export const addUsers = siteEndpoint('site_api.add_users', async ({ chat, site, body }) => {
  const room_id = await namedRoom(chat, site, body)
  const change = { room_id, pipe: body.room_pipe ?? null, act: 'add' as const, user_ids: body.users_ids }
  const added = await changeSiteMembers(chat, site, change).catch(inSiteWords(room_id))
  return { success: true as const, room_id, added }
})
