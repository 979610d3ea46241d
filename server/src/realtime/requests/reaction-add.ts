import { addReaction } from '../../chat/reactions/react.ts'
import type { Handler } from './handler.ts'

export const reactionAdd: Handler<'reaction.add'> = async ({ deps, principal }, { room_id, seq, emoji }) => ({
  message: await addReaction(deps, principal, { roomId: room_id, seq, emoji }),
})
