import { ROOM_TYPE, type RoomSummary } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { UserPrincipal } from '../../principal.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { getRoom } from '../get-room.ts'
import { changeMembers } from '../members/change-members.ts'

/** Rooms that one user joins. Each join and leave is stored and sent to members, so endless ones must be limited. */
const JOINED_ROOMS = { burst: 120, perSecond: 1 }

/**
 * A public room, or one that the user is in. `quiet`: without a notice.
 * @throws ChatError room_not_found if closed or the user is banned; rate_limited, forbidden
 */
export async function joinRoom(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews' | 'messageRate' | 'classOf'>,
  principal: UserPrincipal,
  room_id: number,
  { quiet = false } = {},
): Promise<RoomSummary> {
  const { widget_id, user_id } = principal
  const [membership] = await deps.store.membershipsOf(widget_id, user_id, [room_id])
  const isIn = membership?.state === 'joined' && membership.room.type !== ROOM_TYPE.dialog
  if (!isIn) {
    takeOrRefuse(deps.messageRate, `joined rooms ${widget_id}/${user_id}`, JOINED_ROOMS, 'Too many rooms joined.')
    const join = { widget_id, room_id, by: user_id, siteAdmin: false, user_ids: [user_id], quiet }
    await changeMembers(deps, { ...join, act: 'join' })
  }
  return getRoom(deps, principal, room_id)
}
