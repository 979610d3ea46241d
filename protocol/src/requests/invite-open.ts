import { z } from 'zod'
import { inviteToken } from '../ids.ts'
import { listedRoom } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** What a user sees of a room before joining it by a link. */
export const inviteOpen = defineRequest({
  name: 'invite.open',
  audience: 'users',
  fields: { token: inviteToken },
  reply: z.object({ room: listedRoom }),
  errors: ['invite_invalid'],
})
