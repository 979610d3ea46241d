import { ChatError } from '@imbachat/protocol'
import { Refusal } from '../../chat/refusals.ts'
import { moderateMessage } from '../../moderation/reports/moderate-message.ts'
import { siteEndpoint } from './endpoint.ts'
import { namedRoom } from './named-room.ts'

/** The site decides about its rooms as a moderator does. */
export const deleteMsg = siteEndpoint('site_api.delete_msg', async ({ chat, site, body }) => {
  const { message_id: seq } = body
  const room_id = await namedRoom(chat, site, body)
  await moderateMessage(chat, { widget_id: site.widget_id, room_id, seq }).catch((error: unknown) => {
    throw error instanceof ChatError && error.code === 'message_not_found' ? new Refusal('message_fixed') : error
  })
  return { success: true as const, room_id, message_id: seq }
})
