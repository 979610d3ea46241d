import { deleteMessage } from '../../domain/messages/change-message.ts'
import { forUsers } from './handler.ts'

export const messageDelete = forUsers<'message.delete'>(async ({ parts, principal }, { room_id, seq }) => ({
  message: await deleteMessage(parts, principal, { roomId: room_id, seq }),
}))
