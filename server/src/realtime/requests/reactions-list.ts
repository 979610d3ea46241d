import { listReactions } from '../../chat/reactions/react.ts'
import type { Handler } from './handler.ts'

export const reactionsList: Handler<'reactions.list'> = ({ deps, principal }, { room_id, seq, emoji, cursor, limit }) =>
  listReactions(deps, principal, { roomId: room_id, seq, emoji, cursor, limit })
