import { watchPresence } from '../../domain/presence/watch-presence.ts'
import { forUsers } from './handler.ts'

export const presenceWatch = forUsers<'presence.watch'>(async ({ parts, principal, session }, { room_ids }) => {
  const users = await watchPresence(parts, principal, room_ids)
  session.watch(users.map((user) => user.user_id))
  return { users }
})
