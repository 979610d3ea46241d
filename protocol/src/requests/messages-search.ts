import { z } from 'zod'
import { anyUserId, roomId, time } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** `count` goes no further. */
export const MOST_COUNTED = 1_000

/**
 * The reader's messages that have every word of the query in any of its forms, newest first. A page may have fewer
 * messages than `limit`, even none, although there is a next one.
 */
export const messagesSearch = defineRequest({
  name: 'messages.search',
  audience: 'writers',
  fields: {
    query: z
      .string()
      .trim()
      .min(2, 'must have at least 2 characters')
      .max(200, 'must have at most 200 characters')
      .refine((text) => text.isWellFormed(), 'must be well-formed Unicode'),
    /** without it: in all of the reader's rooms */
    room_id: roomId.optional(),
    from_user: anyUserId.optional(),
    has: z.enum(['link', 'file', 'image']).optional(),
    /** created at this time or later, milliseconds since 1970 */
    after: time.optional(),
    /** created before this time */
    before: time.optional(),
    /** `next` of the page before; opaque */
    cursor: z.string().max(64).optional(),
    limit: z.int().min(1).max(50).default(20),
  },
  reply: z.object({
    hits: z.array(
      z.object({
        room_id: roomId,
        message,
        /** where the text has the words: `[offset, length]` in UTF-16 */
        ranges: z.array(z.array(z.int()).length(2)),
      }),
    ),
    next: z.string().nullable(),
    /** with `room_id`, on the first page: how many messages there are; 1000 stands for more */
    count: z.int().nullable(),
  }),
  errors: ['room_not_found', 'search_off'],
  cost: { base: 10, oneMoreForEach: { limit: 5 }, moreWithout: { room_id: 10 } },
})
