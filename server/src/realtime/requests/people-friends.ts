import { listFriends } from '../../chat/users/search-people.ts'
import type { Handler } from './handler.ts'

export const peopleFriends: Handler<'people.friends'> = async ({ deps, principal }) => ({
  users: await listFriends(deps, principal),
})
