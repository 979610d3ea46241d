import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Stars messages of a room for the user alone, or takes the stars away. */
export const messagesStar = defineRequest({
  name: 'messages.star',
  audience: 'writers',
  fields: { room_id: roomId, seqs: z.array(seq).min(1).max(100), starred: z.boolean() },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['room_not_found', 'message_not_found', 'too_many_starred'],
})
