import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Takes the preview away from the user's own message. It comes back only if an edit changes the link. */
export const previewRemove = defineRequest({
  name: 'preview.remove',
  audience: 'writers',
  fields: { room_id: roomId, seq },
  reply: z.object({ message }),
  errors: ['message_not_found', 'room_not_found'],
})
