import { z } from 'zod'
import { roomId, userId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Accepts or declines users who ask to join a room, by its managers. Users who no longer ask are left out, and so are
 * users who are in as many rooms as a user may be.
 */
export const joinAnswer = defineRequest({
  name: 'join.answer',
  audience: 'users',
  fields: {
    room_id: roomId,
    /** left out: the 100 users who asked first; ask again while `join_requests` of the reply is above 0 */
    user_ids: z.array(userId).min(1).max(100).optional(),
    accept: z.boolean(),
  },
  reply: z.object({ answered: z.array(z.string()), room: roomSummary }),
  errors: ['room_not_found', 'forbidden'],
  cost: { base: 3, oneMoreForEach: { user_ids: 10 }, moreWithout: { user_ids: 10 } },
})
