import type { starRequests } from '@imbachat/protocol/requests/stars'
import { listStarred } from '../../../chat/own-state/list-starred.ts'
import { markMessages } from '../../../chat/own-state/mark-messages.ts'
import type { HandlersOf } from '../handler.ts'

export const starHandlers: HandlersOf<typeof starRequests> = {
  'messages.star': async ({ deps, principal }, { room_id, seqs, starred }) => ({
    item: await markMessages(deps, principal, { room_id, kind: 'star', seqs, on: starred }),
  }),

  'messages.starred': ({ deps, principal }, page) => listStarred(deps, principal, page),
}
