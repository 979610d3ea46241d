import { z } from 'zod'
import { roomId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** One room as the reader sees it. */
export const roomsGet = defineRequest({
  name: 'rooms.get',
  audience: 'writers',
  fields: { room_id: roomId },
  reply: z.object({ room: roomSummary }),
  errors: ['room_not_found'],
})
