import { z } from 'zod'
import { clientId, roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Forwards a message that the user may read to a room in which they may write: its text, entities and files, with its
 * origin. It is a message of the user's like any other, and `client_id` works as in `message.send`.
 */
export const messageForward = defineRequest({
  name: 'message.forward',
  audience: 'writers',
  fields: { room_id: roomId, client_id: clientId, from_room_id: roomId, from_seq: seq },
  reply: z.object({
    message,
    /** as in `message.send` */
    held: z.literal(true).exactOptional(),
  }),
  errors: [
    'message_not_found',
    'message_too_long',
    'room_not_found',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'blocked',
    'words_refused',
    'managers_only',
    'slow_mode',
    'too_many_held',
  ],
  cost: 2,
})
