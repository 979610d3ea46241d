import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/** The invited user accepts or declines a dialog that needed access. A decline may be turned into an accept later. */
export const dialogAnswerFrame = z.strictObject({
  t: z.literal('dialog.answer'),
  id: requestId,
  room_id: roomId,
  accept: z.boolean(),
})

export interface DialogAnswerResult {
  room: RoomSummary
}
