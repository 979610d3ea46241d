import { z } from 'zod'
import { roomId, userId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Adds users to a group or channel, including those who left or were banned. Users that the site does not know are left
 * out.
 */
export const membersAdd = defineRequest({
  name: 'members.add',
  audience: 'users',
  fields: { room_id: roomId, user_ids: z.array(userId).min(1).max(100) },
  /** `added`: the users who were not in the room and are now */
  reply: z.object({ added: z.array(z.string()), room: roomSummary }),
  errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted'],
  cost: 3,
})
