import { z } from 'zod'
import { clientId, roomId, seq } from '../ids.ts'
import { defineRequest } from './define-request.ts'

/**
 * Sends a message. The reply means: committed and fsynced. Sending the same `client_id` again answers with the same `seq`, forever.
 * The server checks `text` against the widget's limits (`message_too_long`, `message_empty`, `message_text_invalid`).
 */
export const messageSend = defineRequest({
  name: 'message.send',
  audience: 'writers',
  fields: { room_id: roomId, client_id: clientId, text: z.string(), reply_to: seq.optional() },
  reply: z.object({ client_id: z.string(), seq: z.int(), rev: z.int(), created_at: z.int() }),
  errors: [
    'message_empty',
    'message_too_long',
    'message_text_invalid',
    'message_not_found',
    'room_not_found',
    'not_permitted',
    'request_pending',
    'request_declined',
  ],
})
