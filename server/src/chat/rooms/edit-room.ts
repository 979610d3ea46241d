import { ChatError, type MemberRole, type ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend } from '../messages/check-message.ts'
import { publishMessages } from '../messages/publish-messages.ts'
import type { EditRoom, EditRoomOutcome, RoleOutcome } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { frozenError } from './frozen-error.ts'
import { getRoom } from './get-room.ts'
import { roomNotFound } from './room-policy.ts'
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
  if (outcome.kind === 'refused') throw refusal(outcome.reason, wish.roomId)
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
  if (outcome.kind === 'refused') throw refusal(outcome.reason, roomId)
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

type Reason = Extract<EditRoomOutcome | RoleOutcome, { kind: 'refused' }>['reason']

function refusal(reason: Reason, roomId: number): ChatError {
  switch (reason) {
    case 'room_not_found':
      return roomNotFound(roomId)
    case 'forbidden':
      return new ChatError('forbidden', "You don't have permission to do this in this room.", { field: 'room_id' })
    case 'frozen':
      return frozenError()
    case 'upload_not_found':
      return new ChatError(reason, 'There is no such upload of yours for this room.', { field: 'picture' })
    case 'upload_unfinished':
      return new ChatError(reason, 'The upload is not finished.', { field: 'picture' })
    case 'file_type_refused':
      return new ChatError(reason, 'The upload is not a picture.', { field: 'picture' })
    case 'user_unknown':
      return new ChatError('user_unknown', 'This user is not a member of the room.', { field: 'user_id' })
  }
}
