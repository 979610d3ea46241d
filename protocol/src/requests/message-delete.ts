import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Deletes the user's own message for everybody: its text leaves the store, its place stays. */
export const messageDelete = defineRequest({
  name: 'message.delete',
  audience: 'writers',
  fields: { room_id: roomId, seq },
  reply: z.object({ message }),
  errors: ['message_not_found', 'room_not_found', 'too_late'],
})
