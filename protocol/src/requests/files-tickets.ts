import { z } from 'zod'
import { fileId, inviteToken, roomId } from '../ids.ts'
import { defineRequest } from './define-request.ts'

/**
 * Tickets to fetch files of a room for some minutes. Files that are not in the room, or that the reader has cleared,
 * are left out. The room's picture is also open to users who see the room in the directory or by a link.
 */
export const filesTickets = defineRequest({
  name: 'files.tickets',
  audience: 'readers',
  fields: {
    room_id: roomId,
    file_ids: z.array(fileId).min(1).max(50),
    /** of an invite link to the room, for its picture */
    token: inviteToken.optional(),
  },
  reply: z.object({
    tickets: z.array(z.object({ file_id: z.string(), ticket: z.string() })),
    /** milliseconds since 1970, server time */
    expires_at: z.int(),
  }),
  errors: ['room_not_found'],
  cost: { base: 1, oneMoreForEach: { file_ids: 10 } },
})
