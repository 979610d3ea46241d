import { changeSiteMembers } from '../../chat/rooms/members/change-site-members.ts'
import { siteEndpoint } from './endpoint.ts'
import { inSiteWords, namedRoom } from './named-room.ts'

export const removeUsers = siteEndpoint('site_api.remove_users', async ({ chat, site, body }) => {
  const roomId = await namedRoom(chat, site, body)
  const change = { roomId, act: 'remove' as const, userIds: body.users_ids }
  const removed = await changeSiteMembers(chat, site, change).catch(inSiteWords(roomId))
  return { success: true as const, room_id: roomId, removed }
})
