import type { joinRequestRequests } from '@imbachat/protocol/requests/join-requests'
import * as requests from '../../../chat/rooms/joining/join-requests.ts'
import type { HandlersOf } from '../handler.ts'

export const joinRequestHandlers: HandlersOf<typeof joinRequestRequests> = {
  'join.ask': async ({ deps, principal }, { room_id, token, note }) => ({
    item: await requests.askToJoin(deps, principal, { room_id, token, note }),
  }),

  'join.cancel': async ({ deps, principal }, { room_id }) => ({
    item: await requests.cancelJoinRequest(deps, principal, room_id),
  }),

  'join.list': ({ deps, principal }, { room_id, cursor, limit }) =>
    requests.listJoinRequests(deps, principal, { room_id, cursor, limit }),

  'join.answer': ({ deps, principal }, { room_id, user_ids, accept }) =>
    requests.answerJoinRequests(deps, principal, { room_id, user_ids, accept }),
}
