import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Clears a conversation's history for the user alone: messages up to `up_to_seq` are read, and no longer exist for
 * them.
 */
export const roomClear = defineRequest({
  name: 'room.clear',
  audience: 'writers',
  fields: {
    room_id: roomId,
    /** the newest message that the user knew; above the room's `last_seq` it is cut */
    up_to_seq: z.int().min(0),
    /** a dialog also leaves the list, until its next message */
    hide: z.boolean().default(false),
  },
  /** the items as stored; the user's other connections get them by the `own` event */
  reply: z.object({ items: z.array(ownItem) }),
  errors: ['room_not_found'],
})
