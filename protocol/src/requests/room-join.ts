import { z } from 'zod'
import { roomId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Joins a public room. Joining twice is joining once. */
export const roomJoin = defineRequest({
  name: 'room.join',
  audience: 'writers',
  fields: { room_id: roomId },
  reply: z.object({ room: roomSummary }),
  errors: ['room_not_found', 'forbidden'],
})
