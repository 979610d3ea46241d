import { answerDialog } from '../../chat/rooms/answer-dialog.ts'
import type { Handler } from './handler.ts'

export const dialogAnswer: Handler<'dialog.answer'> = async ({ parts, principal }, { room_id, accept }) => ({
  room: await answerDialog(parts, principal, { roomId: room_id, accept }),
})
