import type { MemberRole, ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend } from '../messages/check-message.ts'
import { publishMessages } from '../messages/publish-messages.ts'
import type { EditRoom } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { getRoom } from './get-room.ts'
import { fitRoomWords } from './room-words.ts'
import { editedUnseen } from './shadowed.ts'

/** Changes of rooms that one user makes: all members receive each of them. */
const ROOM_CHANGES = { burst: 30, perSecond: 0.5 }

type Deps = Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate' | 'classOf'>

/**
 * @throws ChatError room_not_found; forbidden if the caller does not manage the room; frozen, not_permitted,
 * words_refused, upload_not_found, upload_unfinished, file_type_refused, rate_limited
 */
export async function editRoom(
  deps: Deps & Pick<ChatDeps, 'widgets'>,
  principal: UserPrincipal,
  wanted: Pick<EditRoom, 'roomId' | 'title' | 'description' | 'isPublic' | 'byRequest' | 'picture' | 'rights'>,
): Promise<ReplyTo<'room.edit'>> {
  const { widgetId, userId: by } = principal
  const { role } = await mustBeAllowedToSend(deps, principal)
  mustBeInRate(deps, principal)
  const wish = { ...wanted, ...(await fitRoomWords(deps, principal, wanted)) }
  const unseen = await editedUnseen(deps, principal, wish)
  if (unseen) return { room: unseen }
  const outcome = await deps.store.editRoom({ widgetId, by, siteAdmin: role === 'admin', ...wish })
  if (outcome.kind === 'refused')
    throw refusal(outcome, wish.roomId, { upload_not_found: 'picture', upload_unfinished: 'picture' })
  if (outcome.changed) {
    const { roomId } = wish
    deps.bus.publish({ t: 'room-info', widgetId, roomId, info: outcome.room })
    publishMessages(deps.bus, { widgetId, roomId }, outcome.notices)
  }
  return { room: await getRoom(deps, principal, wish.roomId) }
}

/**
 * @throws ChatError room_not_found; forbidden if the caller does not own the room; user_unknown if the user is not in
 * it; rate_limited
 */
export async function changeRole(
  deps: Deps,
  principal: UserPrincipal,
  { roomId, memberId, role }: { roomId: number; memberId: string; role: MemberRole },
): Promise<ReplyTo<'member.role'>> {
  const { widgetId, userId: by } = principal
  const siteAdmin = (await deps.users.sender(widgetId, by)).role === 'admin'
  mustBeInRate(deps, principal)
  const outcome = await deps.store.changeRole({ widgetId, roomId, by, siteAdmin, userId: memberId, role })
  if (outcome.kind === 'refused') throw refusal(outcome, roomId)
  if (outcome.changed.length > 0) {
    deps.bus.publish({ t: 'room', widgetId, roomId, userIds: outcome.changed })
    publishMessages(deps.bus, { widgetId, roomId }, outcome.notices)
  }
  return { room: await getRoom(deps, principal, roomId) }
}

/** @throws ChatError rate_limited */
function mustBeInRate({ messageRate }: Pick<Deps, 'messageRate'>, { widgetId, userId }: UserPrincipal): void {
  takeOrRefuse(messageRate, `changes of rooms ${widgetId}/${userId}`, ROOM_CHANGES, 'Too many changes of rooms.')
}
