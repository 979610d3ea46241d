import { getUsers } from '../../domain/users/get-users.ts'
import { forUsers } from './handler.ts'

export const usersGet = forUsers<'users.get'>(async ({ parts, principal }, { room_id, user_ids }) => ({
  users: await getUsers(parts, principal, { roomId: room_id, userIds: user_ids }),
}))
