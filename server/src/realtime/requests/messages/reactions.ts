import type { reactionRequests } from '@imbachat/protocol/requests/reactions'
import { addReaction, listReactions, removeReaction } from '../../../chat/reactions/react.ts'
import type { HandlersOf } from '../handler.ts'

export const reactionHandlers: HandlersOf<typeof reactionRequests> = {
  'reaction.add': async ({ deps, principal }, reaction) => ({
    message: await addReaction(deps, principal, reaction),
  }),

  'reaction.remove': async ({ deps, principal }, reaction) => ({
    message: await removeReaction(deps, principal, reaction),
  }),

  'reactions.list': ({ deps, principal }, page) => listReactions(deps, principal, page),
}
