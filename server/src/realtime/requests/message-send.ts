import type { RequestFrame } from '@imbachat/protocol'
import { checkMessage } from '../../chat/messages/check-message.ts'
import { type SentMessage, sendMessage, storedBefore } from '../../chat/messages/send-message.ts'
import type { Call, Handler } from './handler.ts'

export const messageSend: Handler<'message.send'> = async (call, frame) => {
  const { message, held } = await send(call, frame)
  const { seq, rev, created_at, attachments, masked, text, entities } = message
  return {
    client_id: frame.client_id,
    seq,
    rev,
    created_at,
    ...(held && { held }),
    ...(attachments && { attachments }),
    ...(masked && text !== null && { stored: { text, masked, ...(entities && { entities }) } }),
  }
}

async function send(
  { deps, principal, session }: Call<'message.send'>,
  frame: RequestFrame<'message.send'>,
): Promise<SentMessage> {
  const { room_id: roomId, client_id: clientId, text, entities, reply_to, attachments: files = [], draft } = frame
  const uploads = files.map(({ upload_id, poster_id }) => ({ uploadId: upload_id, posterId: poster_id ?? null }))
  try {
    const checked = await session.inOrder(() =>
      checkMessage(deps, principal, {
        roomId,
        clientId,
        text,
        entities,
        replyTo: reply_to ?? null,
        uploads,
        draftRev: draft,
      }),
    )
    return await sendMessage(deps, checked)
  } catch (error) {
    const { widgetId, userId: senderId } = principal
    return { message: await storedBefore(deps, { widgetId, roomId, senderId, clientId }, error), held: false }
  }
}
