import { z } from 'zod'
import { roomId, userId } from '../ids.ts'
import { memberRole, roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Gives a member of a group or channel another role, by its owner. `owner` passes the room on: the owner before becomes
 * an admin.
 */
export const memberRoleSet = defineRequest({
  name: 'member.role',
  audience: 'users',
  fields: { room_id: roomId, user_id: userId, role: memberRole },
  reply: z.object({ room: roomSummary }),
  errors: ['room_not_found', 'forbidden', 'user_unknown'],
})
