import { z } from 'zod'
import { requestId, roomId, seq } from '../ids.ts'
import type { Message } from './shapes.ts'

/** Deletes one's own message for everybody: its text is gone from the store, its place stays. */
export const messageDeleteFrame = z.strictObject({
  t: z.literal('message.delete'),
  id: requestId,
  room_id: roomId,
  seq,
})

export interface MessageDeleteResult {
  message: Message
}
