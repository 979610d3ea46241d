import { z } from 'zod'
import { requestId, roomId, userId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/** Takes users into a room of many, also those who left or were banned. Whom the site does not know is left out. */
export const membersAddFrame = z.strictObject({
  t: z.literal('members.add'),
  id: requestId,
  room_id: roomId,
  user_ids: z.array(userId).min(1).max(100),
})

export interface MembersAddResult {
  /** who was not in the room and is now */
  added: string[]
  room: RoomSummary
}
