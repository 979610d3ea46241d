import { z } from 'zod'
import { anyUserId, roomId } from '../ids.ts'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Names and avatars of users who are or were in a room of the reader: messages name their authors by id. */
export const usersGet = defineRequest({
  name: 'users.get',
  audience: 'readers',
  fields: { room_id: roomId, user_ids: z.array(anyUserId).min(1).max(100) },
  /** the users of `user_ids` who are or were in the room, in no order */
  reply: z.object({ users: z.array(userCard) }),
  errors: ['room_not_found'],
})
