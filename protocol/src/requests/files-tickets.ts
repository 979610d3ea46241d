import { z } from 'zod'
import { fileId, roomId } from '../ids.ts'
import { defineRequest } from './define-request.ts'

/** Tickets to fetch files of a room for some minutes. Files that are not in the room are left out. */
export const filesTickets = defineRequest({
  name: 'files.tickets',
  audience: 'readers',
  fields: { room_id: roomId, file_ids: z.array(fileId).min(1).max(50) },
  reply: z.object({
    tickets: z.array(z.object({ file_id: z.string(), ticket: z.string() })),
    /** milliseconds since 1970, server time */
    expires_at: z.int(),
  }),
  errors: ['room_not_found'],
  cost: ({ file_ids }) => 1 + Math.floor(file_ids.length / 10),
})
