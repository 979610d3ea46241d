import { z } from 'zod'
import { roomId } from '../ids.ts'
import { invite } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The links of a room, the newest first, for its managers: at most 20, as many as a room may have. */
export const inviteList = defineRequest({
  name: 'invite.list',
  audience: 'users',
  fields: { room_id: roomId },
  reply: z.object({ invites: z.array(invite) }),
  errors: ['room_not_found', 'forbidden'],
})
