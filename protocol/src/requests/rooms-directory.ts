import { z } from 'zod'
import { listedRoom } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Public rooms, and rooms that users ask to join, with a title, the largest first; with `query`, those whose title has
 * every word of it.
 */
export const roomsDirectory = defineRequest({
  name: 'rooms.directory',
  audience: 'users',
  fields: {
    query: z.string().max(100).default(''),
    cursor: z.string().max(64).optional(),
    limit: z.int().min(1).max(50).default(20),
  },
  reply: z.object({ rooms: z.array(listedRoom), next: z.string().nullable() }),
  errors: ['forbidden'],
  cost: 3,
})
