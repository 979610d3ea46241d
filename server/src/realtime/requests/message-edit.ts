import { editMessage } from '../../chat/messages/change-message.ts'
import type { Handler } from './handler.ts'

export const messageEdit: Handler<'message.edit'> = async ({ parts, principal }, { room_id, seq, text }) => ({
  message: await editMessage(parts, principal, { roomId: room_id, seq, text }),
})
