import { z } from 'zod'
import { requestId, roomId, userId } from '../ids.ts'

/** Takes a user out of a room of many. `ban`: he does not come back by himself. */
export const membersRemoveFrame = z.strictObject({
  t: z.literal('members.remove'),
  id: requestId,
  room_id: roomId,
  user_id: userId,
  ban: z.boolean().default(false),
})

export type MembersRemoveResult = Record<string, never>
