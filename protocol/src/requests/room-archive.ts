import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Moves a conversation to the user's archive, or back. Archiving unpins it. A new message brings it back, unless it is
 * muted.
 */
export const roomArchive = defineRequest({
  name: 'room.archive',
  audience: 'writers',
  fields: { room_id: roomId, archived: z.boolean() },
  /** the items as stored; the user's other connections get them by the `own` event */
  reply: z.object({ items: z.array(ownItem) }),
  errors: ['room_not_found'],
})
