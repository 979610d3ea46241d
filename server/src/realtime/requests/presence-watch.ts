import { watchPresence } from '../../chat/presence/watch-presence.ts'
import type { Handler } from './handler.ts'

export const presenceWatch: Handler<'presence.watch'> = async ({ parts, principal, session }, { room_ids }) => {
  const users = await watchPresence(parts, principal, room_ids)
  session.watch(users.map((user) => user.user_id))
  return { users }
}
