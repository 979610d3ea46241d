import { removeReaction } from '../../chat/reactions/react.ts'
import type { Handler } from './handler.ts'

export const reactionRemove: Handler<'reaction.remove'> = async ({ deps, principal }, { room_id, seq, emoji }) => ({
  message: await removeReaction(deps, principal, { roomId: room_id, seq, emoji }),
})
