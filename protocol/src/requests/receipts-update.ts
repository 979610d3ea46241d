import { z } from 'zod'
import { roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/**
 * Moves the reader's watermarks forward. Values lower than the stored ones are ignored; those beyond `last_seq` are cut
 * to it.
 */
export const receiptsUpdate = defineRequest({
  name: 'receipts.update',
  audience: 'writers',
  fields: {
    rooms: z
      .array(
        z.strictObject({
          room_id: roomId,
          delivered_seq: z.int().min(0).optional(),
          read_seq: z.int().min(0).optional(),
        }),
      )
      .min(1)
      .max(100),
  },
  reply: done,
  errors: ['room_not_found'],
  cost: { base: 1, oneMoreForEach: { rooms: 10 } },
})
