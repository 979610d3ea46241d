import type { joinRequestRequests } from '@imbachat/protocol/requests/join-requests'
import * as requests from '../../../chat/rooms/joining/join-requests.ts'
import type { HandlersOf } from '../handler.ts'

export const joinRequestHandlers: HandlersOf<typeof joinRequestRequests> = {
  'join.ask': async ({ deps, principal }, wanted) => ({
    item: await requests.askToJoin(deps, principal, wanted),
  }),

  'join.cancel': async ({ deps, principal }, { room_id }) => ({
    item: await requests.cancelJoinRequest(deps, principal, room_id),
  }),

  'join.list': ({ deps, principal }, page) => requests.listJoinRequests(deps, principal, page),

  'join.answer': ({ deps, principal }, answer) => requests.answerJoinRequests(deps, principal, answer),
}
