import { z } from 'zod'
import { inviteToken } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Joins a room by a link, also a closed one. A link that needs approval answers `join_request_needed`: `join.ask`. A
 * user who is in it already uses nothing up.
 */
export const inviteJoin = defineRequest({
  name: 'invite.join',
  audience: 'users',
  fields: { token: inviteToken },
  reply: z.object({ room: roomSummary }),
  errors: ['invite_invalid', 'forbidden', 'join_request_needed'],
  cost: 3,
})
