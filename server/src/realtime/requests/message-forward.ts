import { forwardMessage } from '../../chat/messages/forward-message.ts'
import type { Handler } from './handler.ts'

export const messageForward: Handler<'message.forward'> = async ({ deps, principal, session }, frame) => {
  const { room_id: roomId, client_id: clientId, from_room_id, from_seq } = frame
  const forward = { roomId, clientId, from: { roomId: from_room_id, seq: from_seq } }
  const { message, held } = await forwardMessage(deps, principal, forward, (run) => session.inOrder(run))
  return { message, ...(held && { held }) }
}
