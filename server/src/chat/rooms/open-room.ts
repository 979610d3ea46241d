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
  title: string | undefined
  isPublic: boolean
  userIds: readonly string[]
}

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'bus' | 'memberNews' | 'messageRate' | 'classOf'>

/**
 * Returns the group or channel with this name; creates it if it is missing. If it exists and is public, the caller
 * joins it. If the caller may add members, adds them.
 * @throws ChatError room_not_found for a closed room that the caller is not in; forbidden where only the site creates
 * rooms; not_permitted, words_refused, rate_limited
 */
export async function openRoom(deps: Deps, principal: UserPrincipal, input: RoomInput): Promise<ReplyTo<'room.open'>> {
  const found = await deps.store.roomOfPipe(principal.widgetId, input.pipe)
  if (found) return openFound(deps, principal, found.roomId, input)
  if (principal.guest) throw roomNotFound(input.pipe, 'pipe')
  await mayMakeRoom(deps, principal, 'pipe')
  const { title = null } = await fitRoomWords(deps, principal, input)
  const { widgetId, userId: ownerId } = principal
  const known = await usersToAdd(deps, principal, input.userIds)
  const isUnseen = await isShadowed(deps, principal)
  const pipe = isUnseen ? shadowPipe(principal, input.pipe) : input.pipe
  const [isPublic, userIds] = isUnseen ? [false, []] : [input.isPublic, known]
  const made = await deps.store.makeRoom({ widgetId, pipe, title, isPublic, ownerId, userIds })
  if (!made.created) return openFound(deps, principal, made.roomId, input)
  deps.bus.publish({ t: 'room', widgetId, roomId: made.roomId, userIds: [ownerId, ...userIds], lastRev: 0 })
  return { room: await getRoom(deps, principal, made.roomId), created: true }
}

async function openFound(
  deps: Deps,
  principal: UserPrincipal,
  roomId: number,
  { userIds }: RoomInput,
): Promise<ReplyTo<'room.open'>> {
  // The page brought the user here: that is no news among the messages.
  const room = await joinRoom(deps, principal, roomId, { quiet: true })
  const { widgetId, userId } = principal
  // A commit with an unknown outcome may have created the room: then the creator's connections are not subscribed yet.
  if (room.last_seq === 0) deps.bus.publish({ t: 'room', widgetId, roomId, userIds: [userId] })
  if (!room.can_manage || userIds.length === 0) return { room, created: false }
  return { room: (await addMembers(deps, principal, { roomId, userIds })).room, created: false }
}

/** @throws ChatError forbidden, not_permitted, rate_limited */
export async function mayMakeRoom(
  deps: Pick<Deps, 'users' | 'widgets' | 'messageRate'>,
  principal: UserPrincipal,
  field: 'pipe' | 'title',
): Promise<void> {
  const { widgetId, userId } = principal
  await mustBeAllowedToSend(deps, principal)
  if ((await settingsOf(deps, widgetId)).rooms !== 'open' && !(await isSiteAdmin(deps, principal))) {
    throw new ChatError('forbidden', 'Only site admins can create rooms in this widget.', { field })
  }
  takeOrRefuse(deps.messageRate, `new rooms ${widgetId}/${userId}`, NEW_ROOMS, 'Too many new rooms.')
}
