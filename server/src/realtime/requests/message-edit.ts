import { editMessage } from '../../chat/messages/change-message.ts'
import type { Handler } from './handler.ts'

export const messageEdit: Handler<'message.edit'> = async ({ deps, principal }, frame) => {
  const { room_id: roomId, seq, text, entities } = frame
  return { message: await editMessage(deps, principal, { roomId, seq, text, entities }) }
}
