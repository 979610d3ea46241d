import { postNotice } from '../../chat/messages/post-notice.ts'
import { sendForUser } from '../../chat/messages/send-for-user.ts'
import { signedContext } from '../../chat/rooms/dialogs/dialog-context.ts'
import { makeSiteDialog } from '../../chat/rooms/make-site-room.ts'
import { siteEndpoint } from './endpoint.ts'
import { namedRoom } from './named-room.ts'
import { siteMessage } from './site-message.ts'

export const sendMsg = siteEndpoint('site_api.send_msg', async ({ chat, site, body }) => {
  // the schema leaves it out only where nothing needs it
  const { user_id = '', to_user_id: peer_id, message: text, entities, card } = body
  const { answer_to: reply_to = null, silent = false, uuid: idempotencyKey } = body
  const context = body.context && signedContext(body.context)
  const room_id =
    peer_id === undefined
      ? await namedRoom(chat, site, body)
      : (await makeSiteDialog(chat, site, [user_id, peer_id], context)).room_id
  const { message, held } =
    body.type === 'system' || typeof text !== 'string'
      ? { message: await postNotice(chat, site, { room_id, text, idempotencyKey }), held: false }
      : await sendForUser(chat, site, { room_id, user_id, text, entities, card, reply_to, silent, idempotencyKey })
  const sent = siteMessage(message, room_id, idempotencyKey)
  return { success: true as const, message: sent, ...(held && { held }) }
})
