import { z } from 'zod'
import { message, userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * A page of the user's starred messages as they are now, the last starred first. Messages that were deleted, cleared or
 * hidden, or whose room the user has left, are left out; a page may therefore be short.
 */
export const messagesStarred = defineRequest({
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
})
