import { z } from 'zod'
import { roomId } from '../ids.ts'
import { invite } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Makes a link by which users join a group or channel, by its managers. The token is shown this once. */
export const inviteCreate = defineRequest({
  name: 'invite.create',
  audience: 'users',
  fields: {
    room_id: roomId,
    /** seconds; left out: it does not expire */
    expires_in: z.int().min(60).max(31_536_000).optional(),
    /** left out: any number */
    most_uses: z.int().min(1).max(100_000).optional(),
    /** users who open it ask to join; then it has no `most_uses`, since a manager decides on each user */
    approval: z.boolean().default(false),
  },
  reply: z.object({ invite, token: z.string() }),
  errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted', 'too_many_invites'],
})
