import { watchPresence } from '../../chat/presence/watch-presence.ts'
import type { Handler } from './handler.ts'

export const presenceWatch: Handler<'presence.watch'> = async ({ deps, principal, session }, { room_ids }) => {
  const users = await watchPresence(deps, principal, room_ids)
  session.watch(users.map((user) => user.user_id))
  return { users }
}
