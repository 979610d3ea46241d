import { z } from 'zod'
import { anyUserId, roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** Removes a user from a group or channel. With `ban` the user can't join again until a manager adds them. */
export const membersRemove = defineRequest({
  name: 'members.remove',
  audience: 'users',
  fields: { room_id: roomId, user_id: anyUserId, ban: z.boolean().default(false) },
  reply: done,
  errors: ['room_not_found', 'forbidden', 'user_unknown'],
})
