import { siteSendMessage } from '@imbachat/protocol/http/site-api'
import { sendForUser } from '../../chat/messages/send-for-user.ts'
import { signedContext } from '../../chat/rooms/dialog-context.ts'
import { makeSiteDialog } from '../../chat/rooms/make-site-room.ts'
import { siteEndpoint } from './endpoint.ts'
import { namedRoom } from './named-room.ts'

export const sendMsg = siteEndpoint(siteSendMessage, async ({ chat, site, body }) => {
  const { user_id: userId, to_user_id: peerId, message: text, entities } = body
  const { answer_to: replyTo = null, uuid: idempotencyKey } = body
  const context = body.context && signedContext(body.context)
  const roomId =
    peerId === undefined
      ? await namedRoom(chat, site, body)
      : (await makeSiteDialog(chat, site, [userId, peerId], context)).roomId
  const message = await sendForUser(chat, site, { roomId, userId, text, entities, replyTo, idempotencyKey })
  return {
    success: true as const,
    message: {
      id: message.seq,
      uuid: idempotencyKey ?? message.client_id,
      room_id: roomId,
      user_id: message.sender_id,
      message: message.text ?? '',
      time: Math.floor(message.created_at / 1000),
      answer_to: message.reply_to,
      liked: false as const,
    },
  }
})
