import { ChatError, ROOM_TYPE, type RoomSummary } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { UserPrincipal } from '../../principal.ts'
import { refusal } from '../../refusals.ts'
import { roomAsSeen } from '../get-room.ts'

/**
 * @throws ChatError room_not_found, blocked; forbidden if the principal was not asked, or is in as many rooms as a user
 * may be
 */
export async function answerDialog(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'classOf'>,
  principal: UserPrincipal,
  { room_id, accept }: { room_id: number; accept: boolean },
): Promise<RoomSummary> {
  const { widget_id, user_id } = principal
  // A repeated acceptance changes nothing, and would make every write that counts this user's rooms wait.
  const [membership] = await deps.store.membershipsOf(widget_id, user_id, [room_id])
  if (accept && membership?.state === 'joined' && membership.room.type === ROOM_TYPE.dialog) {
    return roomAsSeen(deps, principal, room_id)
  }
  const answer = await deps.store.answerDialog({ widget_id, room_id, user_id, accept })
  switch (answer) {
    case 'room_not_found':
    case 'blocked':
    case 'too_many_rooms':
      throw refusal({ reason: answer }, room_id)
    case 'not_invited':
      throw new ChatError('forbidden', 'Only the invited user can answer, and only while the request is pending.', {
        field: 'room_id',
      })
    case 'unchanged':
      return roomAsSeen(deps, principal, room_id)
    case 'answered': {
      const row = await deps.store.roomOf(widget_id, room_id, user_id)
      const user_ids = [user_id, ...(row?.peer ? [row.peer.user_id] : [])]
      deps.bus.publish({ t: 'room', widget_id, room_id, user_ids, gone: accept ? [] : [user_id] })
      return roomAsSeen(deps, principal, room_id)
    }
  }
}
