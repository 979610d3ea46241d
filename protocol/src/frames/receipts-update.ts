import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'

/** Moves the reader's watermarks forward. Lower values than the stored are ignored; beyond `last_seq` they are cut to it. */
export const receiptsUpdateFrame = z.strictObject({
  t: z.literal('receipts.update'),
  id: requestId,
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
})

export type ReceiptsUpdateResult = Record<string, never>
