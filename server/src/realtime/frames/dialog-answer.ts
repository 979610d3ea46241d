import { answerDialog } from '../../domain/rooms/answer-dialog.ts'
import { forUsers } from './handler.ts'

export const dialogAnswer = forUsers<'dialog.answer'>(async ({ parts, principal }, { room_id, accept }) => ({
  room: await answerDialog(parts, principal, { roomId: room_id, accept }),
}))
