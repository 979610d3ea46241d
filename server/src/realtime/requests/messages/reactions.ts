import type { reactionRequests } from '@imbachat/protocol/requests/reactions'
import { addReaction, listReactions, removeReaction } from '../../../chat/reactions/react.ts'
import type { HandlersOf } from '../handler.ts'

export const reactionHandlers: HandlersOf<typeof reactionRequests> = {
  'reaction.add': async ({ deps, principal }, { room_id, seq, emoji }) => ({
    message: await addReaction(deps, principal, { room_id, seq, emoji }),
  }),

  'reaction.remove': async ({ deps, principal }, { room_id, seq, emoji }) => ({
    message: await removeReaction(deps, principal, { room_id, seq, emoji }),
  }),

  'reactions.list': ({ deps, principal }, { room_id, seq, emoji, cursor, limit }) =>
    listReactions(deps, principal, { room_id, seq, emoji, cursor, limit }),
}
