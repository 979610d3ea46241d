import { z } from 'zod'
import { roomId, seq, seqOrHeld } from '../ids.ts'
import { message } from '../messages/message.ts'
import { defineRequest } from './define-request.ts'

export const pinRequests = [
  /**
   * Pins a message for all members of the room, or takes the pin away. A new pin adds a notice. In a group or channel
   * the right `pin` says who may; in a dialog both users may.
   */
  defineRequest({
    name: 'message.pin',
    audience: 'users',
    fields: { room_id: roomId, seq: seqOrHeld, pinned: z.boolean() },
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
      'handed_over',
    ],
  }),

  /** The pinned messages of a room, newest message first, or those before `before_seq`. */
  defineRequest({
    name: 'pins.list',
    audience: 'readers',
    fields: { room_id: roomId, before_seq: seq.optional(), limit: z.int().min(1).max(100).default(100) },
    /** `more`: older ones are left */
    reply: z.object({ messages: z.array(message), more: z.boolean() }),
    errors: ['room_not_found'],
    cost: 2,
  }),
] as const
