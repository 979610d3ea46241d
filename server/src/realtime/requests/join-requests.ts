import * as requests from '../../chat/rooms/join-requests.ts'
import type { Handler } from './handler.ts'

export const joinAsk: Handler<'join.ask'> = async ({ deps, principal }, { room_id, token, note }) => ({
  item: await requests.askToJoin(deps, principal, { roomId: room_id, token, note }),
})

export const joinCancel: Handler<'join.cancel'> = async ({ deps, principal }, { room_id }) => ({
  item: await requests.cancelJoinRequest(deps, principal, room_id),
})

export const joinList: Handler<'join.list'> = ({ deps, principal }, { room_id, cursor, limit }) =>
  requests.listJoinRequests(deps, principal, { roomId: room_id, cursor, limit })

export const joinAnswer: Handler<'join.answer'> = ({ deps, principal }, { room_id, user_ids, accept }) =>
  requests.answerJoinRequests(deps, principal, { roomId: room_id, userIds: user_ids, accept })
