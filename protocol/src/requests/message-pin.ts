import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Pins a message for all members of the room, or takes the pin away. A new pin adds a notice. In a group or channel the
 * right `pin` says who may; in a dialog both users may.
 */
export const messagePin = defineRequest({
  name: 'message.pin',
  audience: 'users',
  fields: { room_id: roomId, seq, pinned: z.boolean() },
  reply: z.object({ message }),
  errors: [
    'room_not_found',
    'message_not_found',
    'too_many_pinned_messages',
    'forbidden',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'blocked',
    'frozen',
  ],
})
