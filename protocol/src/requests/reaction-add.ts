import { z } from 'zod'
import { emoji, roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Reacts to a message. Adding the same emoji twice is adding it once. The reply means: committed and fsynced. */
export const reactionAdd = defineRequest({
  name: 'reaction.add',
  audience: 'writers',
  fields: { room_id: roomId, seq, emoji },
  reply: z.object({ message }),
  errors: [
    'room_not_found',
    'message_not_found',
    'too_many_reactions',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'blocked',
    'frozen',
    'forbidden',
  ],
})
