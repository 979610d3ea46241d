import { z } from 'zod'
import { clientId, requestId, roomId, seq } from '../ids.ts'

/** `text` is limited and checked by the domain (`message_too_long`, `message_empty`, `message_text_invalid`). */
export const messageSendFrame = z.strictObject({
  t: z.literal('message.send'),
  id: requestId,
  room_id: roomId,
  client_id: clientId,
  text: z.string(),
  reply_to: seq.optional(),
})

/** The ack: committed and fsynced. Sending the same `client_id` again answers with the same `seq`, for ever. */
export interface MessageSendResult {
  client_id: string
  seq: number
  rev: number
  created_at: number
}
