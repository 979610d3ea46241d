import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Marks a conversation as unread for the user, or takes the mark away. Watermarks stay. */
export const roomMark = defineRequest({
  name: 'room.mark',
  audience: 'writers',
  fields: { room_id: roomId, unread: z.boolean() },
  /** the items as stored; the user's other connections get them by the `own` event */
  reply: z.object({ items: z.array(ownItem) }),
  errors: ['room_not_found'],
})
