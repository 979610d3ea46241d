import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Pins a conversation above the others in the user's list, or unpins it. Pinning takes it out of the archive. */
export const roomPin = defineRequest({
  name: 'room.pin',
  audience: 'writers',
  fields: { room_id: roomId, pinned: z.boolean() },
  /** the items as stored; the user's other connections get them by the `own` event */
  reply: z.object({ items: z.array(ownItem) }),
  errors: ['room_not_found', 'too_many_pins'],
})
