import * as requests from '../../chat/rooms/join-requests.ts'
import type { Handler } from './handler.ts'

export const joinAsk: Handler<'join.ask'> = async ({ parts, principal }, { room_id, token, note }) => ({
  item: await requests.askToJoin(parts, principal, { roomId: room_id, token, note }),
})

export const joinCancel: Handler<'join.cancel'> = async ({ parts, principal }, { room_id }) => ({
  item: await requests.cancelJoinRequest(parts, principal, room_id),
})

export const joinList: Handler<'join.list'> = ({ parts, principal }, { room_id, cursor, limit }) =>
  requests.listJoinRequests(parts, principal, { roomId: room_id, cursor, limit })

export const joinAnswer: Handler<'join.answer'> = ({ parts, principal }, { room_id, user_ids, accept }) =>
  requests.answerJoinRequests(parts, principal, { roomId: room_id, userIds: user_ids, accept })
