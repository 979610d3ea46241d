import { answerDialog } from '../../chat/rooms/answer-dialog.ts'
import type { Handler } from './handler.ts'

export const dialogAnswer: Handler<'dialog.answer'> = async ({ deps, principal }, { room_id, accept }) => ({
  room: await answerDialog(deps, principal, { roomId: room_id, accept }),
})
