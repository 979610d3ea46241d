import { admitMessage } from '../../chat/messages/admit-message.ts'
import { sendMessage } from '../../chat/messages/send-message.ts'
import type { Handler } from './handler.ts'

export const messageSend: Handler<'message.send'> = async ({ parts, principal, session }, frame) => {
  const { room_id: roomId, client_id: clientId, text, entities, reply_to, attachments: files = [], draft } = frame
  const uploads = files.map(({ upload_id, poster_id }) => ({ uploadId: upload_id, posterId: poster_id ?? null }))
  const admitted = await session.inTurn(() =>
    admitMessage(parts, principal, {
      roomId,
      clientId,
      text,
      entities,
      replyTo: reply_to ?? null,
      uploads,
      draftRev: draft,
    }),
  )
  const { message: sent, held } = await sendMessage(parts, admitted)
  const { seq, rev, created_at, attachments, masked, text: stored, entities: kept } = sent
  return {
    client_id: clientId,
    seq,
    rev,
    created_at,
    ...(held && { held }),
    ...(attachments && { attachments }),
    ...(masked && stored !== null && { stored: { text: stored, masked, ...(kept && { entities: kept }) } }),
  }
}
