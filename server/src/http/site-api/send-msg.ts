import { postNotice } from '../../chat/messages/post-notice.ts'
import { sendForUser } from '../../chat/messages/send-for-user.ts'
import { signedContext } from '../../chat/rooms/dialogs/dialog-context.ts'
import { makeSiteDialog } from '../../chat/rooms/make-site-room.ts'
import { siteEndpoint } from './endpoint.ts'
import { namedRoom } from './named-room.ts'
import { siteMessage } from './site-message.ts'

export const sendMsg = siteEndpoint('site_api.send_msg', async ({ chat, site, body }) => {
  // the schema leaves it out only where nothing needs it
  const { user_id: userId = '', to_user_id: peerId, message: text, entities, card } = body
  const { answer_to: replyTo = null, silent = false, uuid: idempotencyKey } = body
  const context = body.context && signedContext(body.context)
  const roomId =
    peerId === undefined
      ? await namedRoom(chat, site, body)
      : (await makeSiteDialog(chat, site, [userId, peerId], context)).roomId
  const message =
    body.type === 'system' || typeof text !== 'string'
      ? await postNotice(chat, site, { roomId, text, idempotencyKey })
      : await sendForUser(chat, site, { roomId, userId, text, entities, card, replyTo, silent, idempotencyKey })
  return { success: true as const, message: siteMessage(message, roomId, idempotencyKey) }
})
