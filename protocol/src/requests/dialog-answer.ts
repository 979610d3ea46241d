import { z } from 'zod'
import { roomId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The invited user accepts or declines a dialog that needed access. A decline may be turned into an accept later. */
export const dialogAnswer = defineRequest({
  name: 'dialog.answer',
  audience: 'users',
  fields: { room_id: roomId, accept: z.boolean() },
  reply: z.object({ room: roomSummary }),
  errors: ['room_not_found', 'blocked', 'forbidden'],
})
