import { editForSite } from '../../chat/cards/edit-for-site.ts'
import { siteEndpoint } from './endpoint.ts'
import { namedRoom } from './named-room.ts'
import { siteMessage } from './site-message.ts'

export const editMsg = siteEndpoint('site_api.edit_msg', async ({ chat, site, body }) => {
  const { message_id: seq, message: text, entities, card } = body
  const room_id = await namedRoom(chat, site, body)
  const message = await editForSite(chat, site, { room_id, seq, text, entities, card })
  return { success: true as const, message: siteMessage(message, room_id, undefined) }
})
