import { z } from 'zod'
import { clientId, roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Deletes the user's own message that others do not see yet: an item `held` of the own state has it. */
export const messageWithdraw = defineRequest({
  name: 'message.withdraw',
  audience: 'writers',
  fields: { room_id: roomId, client_id: clientId },
  /** what is still held in the room; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['message_not_found'],
})
