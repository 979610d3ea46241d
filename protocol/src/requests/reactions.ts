import { z } from 'zod'
import { emoji, roomId, seqOrHeld } from '../ids.ts'
import { message } from '../messages/message.ts'
import { userCard } from '../users/user.ts'
import { defineRequest } from './define-request.ts'

export const reactionRequests = [
  /** Reacts to a message. Adding the same emoji twice is adding it once. The reply means: committed and fsynced. */
  defineRequest({
    name: 'reaction.add',
    audience: 'writers',
    fields: { room_id: roomId, seq: seqOrHeld, emoji },
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
      'handed_over',
    ],
  }),

  /** Takes the user's own reaction back. Removing it twice is removing it once. */
  defineRequest({
    name: 'reaction.remove',
    audience: 'writers',
    fields: { room_id: roomId, seq: seqOrHeld, emoji },
    reply: z.object({ message }),
    errors: ['room_not_found', 'message_not_found', 'request_pending', 'request_declined', 'blocked', 'frozen'],
  }),

  /** The users who reacted to a message with this emoji, the first first: a message itself names 20 of them. */
  defineRequest({
    name: 'reactions.list',
    audience: 'writers',
    fields: {
      room_id: roomId,
      seq: seqOrHeld,
      emoji,
      /** `next` of the page before; opaque */
      cursor: z.string().max(200).optional(),
      limit: z.int().min(1).max(100).default(50),
    },
    /** `mine`: the reader is one of all of them */
    reply: z.object({ users: z.array(userCard), next: z.string().nullable(), mine: z.boolean() }),
    errors: ['room_not_found'],
    cost: 2,
  }),
] as const
