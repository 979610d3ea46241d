import { getUsers } from '../../chat/users/get-users.ts'
import type { Handler } from './handler.ts'

export const usersGet: Handler<'users.get'> = async ({ deps, principal }, { room_id, user_ids }) => ({
  users: await getUsers(deps, principal, { roomId: room_id, userIds: user_ids }),
})
