import { z } from 'zod'
import { roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** Never stored. Repeat it every 3 s while the user types; the others let it expire after 6 s. */
export const typing = defineRequest({
  name: 'typing',
  audience: 'writers',
  fields: { room_id: roomId, typing: z.boolean() },
  reply: done,
  errors: ['room_not_found'],
})
