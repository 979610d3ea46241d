import { z } from 'zod'
import { pipe, roomTitle, userId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Opens the room that has this name. If it is missing, the server creates it: the caller owns it, `user_ids` are its
 * members. An existing room keeps its title and publicity; a public one is joined.
 */
export const roomOpen = defineRequest({
  name: 'room.open',
  audience: 'readers',
  fields: {
    pipe,
    title: roomTitle.optional(),
    is_public: z.boolean().default(false),
    user_ids: z.array(userId).max(100).default([]),
  },
  /** `created`: the room was missing */
  reply: z.object({ room: roomSummary, created: z.boolean() }),
  errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted', 'words_refused'],
  cost: 3,
})
