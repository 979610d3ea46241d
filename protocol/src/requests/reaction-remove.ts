import { z } from 'zod'
import { emoji, roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Takes the user's own reaction back. Removing it twice is removing it once. */
export const reactionRemove = defineRequest({
  name: 'reaction.remove',
  audience: 'writers',
  fields: { room_id: roomId, seq, emoji },
  reply: z.object({ message }),
  errors: ['room_not_found', 'message_not_found', 'request_pending', 'request_declined', 'blocked', 'frozen'],
})
