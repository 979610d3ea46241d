import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'
import type { Member } from './shapes.ts'

/** Who is in a room, by user id. */
export const membersListFrame = z.strictObject({
  t: z.literal('members.list'),
  id: requestId,
  room_id: roomId,
  /** `next` of the page before */
  cursor: z.string().max(128).optional(),
  limit: z.int().min(1).max(100).default(50),
})

export interface MembersListResult {
  members: Member[]
  next: string | null
  member_count: number
}
