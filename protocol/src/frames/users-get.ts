import { z } from 'zod'
import { requestId, roomId, userId } from '../ids.ts'
import type { UserCard } from './shapes.ts'

/** Names and avatars of who is or was in a room that one is in: messages name their authors by id. */
export const usersGetFrame = z.strictObject({
  t: z.literal('users.get'),
  id: requestId,
  room_id: roomId,
  user_ids: z.array(userId).min(1).max(100),
})

export interface UsersGetResult {
  /** those of them who are or were in the room, in no order */
  users: UserCard[]
}
