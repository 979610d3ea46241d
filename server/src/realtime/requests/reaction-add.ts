import { addReaction } from '../../chat/reactions/react.ts'
import type { Handler } from './handler.ts'

export const reactionAdd: Handler<'reaction.add'> = async ({ parts, principal }, { room_id, seq, emoji }) => ({
  message: await addReaction(parts, principal, { roomId: room_id, seq, emoji }),
})
