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
  wanted: Pick<EditRoom, 'room_id' | 'title' | 'description' | 'is_public' | 'by_request' | 'picture' | 'rights'>,
): Promise<ReplyTo<'room.edit'>> {
  const { widget_id, user_id: by } = principal
  const { role } = await mustBeAllowedToSend(deps, principal)
  mustBeInRate(deps, principal)
  const input = { ...wanted, ...(await fitRoomWords(deps, principal, wanted)) }
  const unseen = await editedUnseen(deps, principal, input)
  if (unseen) return { room: unseen }
  const outcome = await deps.store.editRoom({ widget_id, by, siteAdmin: role === 'admin', ...input })
  if (outcome.kind === 'refused')
    throw refusal(outcome, input.room_id, { upload_not_found: 'picture', upload_unfinished: 'picture' })
  if (outcome.changed) {
    const { room_id } = input
    deps.bus.publish({ t: 'room-info', widget_id, room_id, info: outcome.room })
    publishMessages(deps.bus, { widget_id, room_id }, outcome.notices)
  }
  return { room: await getRoom(deps, principal, input.room_id) }
}

/**
 * @throws ChatError room_not_found; forbidden if the caller does not own the room; user_unknown if the user is not in
 * it; rate_limited
 */
export async function changeRole(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, memberId, role }: { room_id: number; memberId: string; role: MemberRole },
): Promise<ReplyTo<'member.role'>> {
  const { widget_id, user_id: by } = principal
  const siteAdmin = (await deps.users.sender(widget_id, by)).role === 'admin'
  mustBeInRate(deps, principal)
  const outcome = await deps.store.changeRole({ widget_id, room_id, by, siteAdmin, user_id: memberId, role })
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  if (outcome.changed.length > 0) {
    deps.bus.publish({ t: 'room', widget_id, room_id, user_ids: outcome.changed })
    publishMessages(deps.bus, { widget_id, room_id }, outcome.notices)
  }
  return { room: await getRoom(deps, principal, room_id) }
}

/** @throws ChatError rate_limited */
export function mustBeInRate({ messageRate }: Pick<Deps, 'messageRate'>, { widget_id, user_id }: UserPrincipal): void {
  takeOrRefuse(messageRate, `changes of rooms ${widget_id}/${user_id}`, ROOM_CHANGES, 'Too many changes of rooms.')
}
