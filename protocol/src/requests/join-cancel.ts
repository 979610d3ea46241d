import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Takes an open request to join back. A declined one stays until the user may ask again. */
export const joinCancel = defineRequest({
  name: 'join.cancel',
  audience: 'users',
  fields: { room_id: roomId },
  reply: z.object({ item: ownItem }),
  errors: ['room_not_found'],
})
