import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'

/** Never stored. Repeat every 3 s while typing; the others let it expire after 6 s. */
export const typingFrame = z.strictObject({
  t: z.literal('typing'),
  id: requestId,
  room_id: roomId,
  typing: z.boolean(),
})

export type TypingResult = Record<string, never>
