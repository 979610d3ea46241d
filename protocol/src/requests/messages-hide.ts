import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Deletes messages for the user alone, on all of their devices. It can't be taken back. */
export const messagesHide = defineRequest({
  name: 'messages.hide',
  audience: 'writers',
  fields: { room_id: roomId, seqs: z.array(seq).min(1).max(100) },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['room_not_found', 'message_not_found', 'too_many_hidden'],
})
