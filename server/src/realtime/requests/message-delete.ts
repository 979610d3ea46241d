import { deleteMessage } from '../../chat/messages/change-message.ts'
import type { Handler } from './handler.ts'

export const messageDelete: Handler<'message.delete'> = async ({ deps, principal }, { room_id, seq }) => ({
  message: await deleteMessage(deps, principal, { roomId: room_id, seq }),
})
