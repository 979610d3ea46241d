import { z } from 'zod'
import { roomId, seqOrHeld } from '../ids.ts'
import { message } from '../messages/message.ts'
import { ownItem } from '../users/own-item.ts'
import { userCard } from '../users/user.ts'
import { defineRequest } from './define-request.ts'

export const starRequests = [
  /** Stars messages of a room for the user alone, or takes the stars away. */
  defineRequest({
    name: 'messages.star',
    audience: 'writers',
    fields: { room_id: roomId, seqs: z.array(seqOrHeld).min(1).max(100), starred: z.boolean() },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['room_not_found', 'message_not_found', 'too_many_starred'],
  }),

  /**
   * A page of the user's starred messages as they are now, the last starred first. Messages that were deleted, cleared
   * or hidden, or whose room the user has left, are left out; a page may therefore be short.
   */
  defineRequest({
    name: 'messages.starred',
    audience: 'writers',
    fields: { cursor: z.string().max(100).optional(), limit: z.int().min(1).max(100).default(50) },
    reply: z.object({
      messages: z.array(z.object({ room_id: z.int(), starred_at: z.int(), message })),
      /** authors of the messages */
      users: z.array(userCard),
      next: z.string().nullable(),
    }),
    errors: [],
    cost: 4,
  }),
] as const
