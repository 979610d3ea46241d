import { z } from 'zod'
import { defineRequest } from './define-request.ts'
import { roomsPage } from './rooms-list.ts'

/**
 * Those of the reader's rooms whose title, or whose peer's name, has every word of the query; the last active first.
 */
export const roomsSearch = defineRequest({
  name: 'rooms.search',
  audience: 'writers',
  fields: {
    query: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
    /** `next` of the page before; opaque */
    cursor: z.string().max(64).optional(),
    limit: z.int().min(1).max(50).default(20),
  },
  reply: roomsPage,
  errors: [],
  cost: { base: 2, oneMoreForEach: { limit: 5 }, allRooms: true },
})
