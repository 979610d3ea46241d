import { z } from 'zod'
import { roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** Ends a link, by the room's managers. Revoking twice is revoking once. */
export const inviteRevoke = defineRequest({
  name: 'invite.revoke',
  audience: 'users',
  fields: { room_id: roomId, invite_id: z.string().regex(/^[0-9a-f]{64}$/) },
  reply: done,
  errors: ['room_not_found', 'forbidden'],
})
