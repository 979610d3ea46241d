import { ChatError, type ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend, settingsOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { getRoom } from './get-room.ts'
import { joinRoom } from './joining/join-room.ts'
import { addMembers, usersToAdd } from './members/add-members.ts'
import { isSiteAdmin } from './members/change-members.ts'
import { roomNotFound } from './room-policy.ts'
import { fitRoomWords } from './room-words.ts'
import { isShadowed, shadowPipe } from './shadowed.ts'

/** Groups and channels that one user creates. */
const NEW_ROOMS = { burst: 60, perSecond: 0.5 }

interface RoomInput {
  pipe: string
  title?: string | undefined
  is_public: boolean
  user_ids: readonly string[]
}

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'bus' | 'memberNews' | 'messageRate' | 'classOf'>

/**
 * Returns the group or channel with this name; creates it if it is missing. If it exists and is public, the caller
 * joins it. If the caller may add members, adds them.
 * @throws ChatError room_not_found for a closed room that the caller is not in; forbidden where only the site creates
 * rooms; not_permitted, words_refused, rate_limited
 */
export async function openRoom(deps: Deps, principal: UserPrincipal, input: RoomInput): Promise<ReplyTo<'room.open'>> {
  const found = await deps.store.roomOfPipe(principal.widget_id, input.pipe)
  if (found) return openFound(deps, principal, found.room_id, input)
  if (principal.guest) throw roomNotFound(input.pipe, 'pipe')
  await mayMakeRoom(deps, principal, 'pipe')
  const { title = null } = await fitRoomWords(deps, principal, input)
  const { widget_id, user_id: ownerId } = principal
  const known = await usersToAdd(deps, principal, input.user_ids)
  const isUnseen = await isShadowed(deps, principal)
  const pipe = isUnseen ? shadowPipe(principal, input.pipe) : input.pipe
  const [is_public, user_ids] = isUnseen ? [false, []] : [input.is_public, known]
  const made = await deps.store.makeRoom({ widget_id, pipe, title, is_public, ownerId, user_ids, byUser: true })
  if (!made.created) return openFound(deps, principal, made.room_id, input)
  deps.bus.publish({ t: 'room', widget_id, room_id: made.room_id, user_ids: [ownerId, ...user_ids], last_rev: 0 })
  return { room: await getRoom(deps, principal, made.room_id), created: true }
}

async function openFound(
  deps: Deps,
  principal: UserPrincipal,
  room_id: number,
  { user_ids }: RoomInput,
): Promise<ReplyTo<'room.open'>> {
  // The page brought the user here: that needs no notice among the messages.
  const room = await joinRoom(deps, principal, room_id, { quiet: true })
  const { widget_id, user_id } = principal
  // A commit with an unknown outcome may have created the room: then the creator's connections are not subscribed yet.
  if (room.last_seq === 0) deps.bus.publish({ t: 'room', widget_id, room_id, user_ids: [user_id] })
  if (!room.can_manage || user_ids.length === 0) return { room, created: false }
  return { room: (await addMembers(deps, principal, { room_id, user_ids })).room, created: false }
}

/** @throws ChatError forbidden, not_permitted, rate_limited */
export async function mayMakeRoom(
  deps: Pick<Deps, 'users' | 'widgets' | 'messageRate'>,
  principal: UserPrincipal,
  field: 'pipe' | 'title',
): Promise<void> {
  const { widget_id, user_id } = principal
  await mustBeAllowedToSend(deps, principal)
  if ((await settingsOf(deps, widget_id)).rooms !== 'open' && !(await isSiteAdmin(deps, principal))) {
    throw new ChatError('forbidden', 'Only site admins can create rooms in this widget.', { field })
  }
  takeOrRefuse(deps.messageRate, `new rooms ${widget_id}/${user_id}`, NEW_ROOMS, 'Too many new rooms.')
}
