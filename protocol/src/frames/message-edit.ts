import { z } from 'zod'
import { requestId, roomId, seq } from '../ids.ts'
import type { Message } from './shapes.ts'

/** Replaces the text of one's own message. */
export const messageEditFrame = z.strictObject({
  t: z.literal('message.edit'),
  id: requestId,
  room_id: roomId,
  seq,
  text: z.string(),
})

export interface MessageEditResult {
  message: Message
}
