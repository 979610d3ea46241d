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
  { roomId, accept }: { roomId: number; accept: boolean },
): Promise<RoomSummary> {
  const { widgetId, userId } = principal
  // A repeated acceptance changes nothing, and would make every write that counts this user's rooms wait.
  const [membership] = await deps.store.membershipsOf(widgetId, userId, [roomId])
  if (accept && membership?.state === 'joined' && membership.room.type === ROOM_TYPE.dialog) {
    return roomAsSeen(deps, principal, roomId)
  }
  const answer = await deps.store.answerDialog({ widgetId, roomId, userId, accept })
  switch (answer) {
    case 'room_not_found':
    case 'blocked':
    case 'too_many_rooms':
      throw refusal({ reason: answer }, roomId)
    case 'not_invited':
      throw new ChatError('forbidden', 'Only the invited user can answer, and only while the request is pending.', {
        field: 'room_id',
      })
    case 'unchanged':
      return roomAsSeen(deps, principal, roomId)
    case 'answered': {
      const row = await deps.store.roomOf(widgetId, roomId, userId)
      const userIds = [userId, ...(row?.peer ? [row.peer.userId] : [])]
      deps.bus.publish({ t: 'room', widgetId, roomId, userIds, gone: accept ? [] : [userId] })
      return roomAsSeen(deps, principal, roomId)
    }
  }
}
