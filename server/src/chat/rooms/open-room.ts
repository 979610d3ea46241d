import { ChatError, type ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import { mustBeAllowedToSend, settingsOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { addMembers, usersToAdd } from './add-members.ts'
import { isSiteAdmin } from './change-members.ts'
import { getRoom } from './get-room.ts'
import { joinRoom } from './join-room.ts'
import { roomNotFound } from './room-policy.ts'
import { mustHaveFitWords } from './room-words.ts'

/** Groups and channels that one user creates. */
const NEW_ROOMS = { burst: 60, perSecond: 0.5 }

interface RoomWish {
  pipe: string
  title: string | undefined
  isPublic: boolean
  userIds: readonly string[]
}

type Parts = Pick<ChatParts, 'store' | 'users' | 'widgets' | 'bus' | 'memberNews' | 'messageRate' | 'classOf'>

/**
 * Returns the group or channel with this name; creates it if it is missing. If it exists and is public, the caller
 * joins it. If the caller may add members, adds them.
 * @throws ChatError room_not_found for a closed room that the caller is not in; forbidden where only the site creates
 * rooms; not_permitted, words_refused, rate_limited
 */
export async function openRoom(parts: Parts, principal: UserPrincipal, wish: RoomWish): Promise<ReplyTo<'room.open'>> {
  const found = await parts.store.roomOfPipe(principal.widgetId, wish.pipe)
  if (found) return openFound(parts, principal, found.roomId, wish)
  if (principal.guest) throw roomNotFound(wish.pipe, 'pipe')
  await mayMakeRoom(parts, principal, 'pipe')
  await mustHaveFitWords(parts, principal, wish)
  const { widgetId, userId: ownerId } = principal
  const userIds = await usersToAdd(parts, principal, wish.userIds)
  const { pipe, title = null, isPublic } = wish
  const made = await parts.store.makeRoom({ widgetId, pipe, title, isPublic, ownerId, userIds })
  if (!made.created) return openFound(parts, principal, made.roomId, wish)
  parts.bus.publish({ t: 'room', widgetId, roomId: made.roomId, userIds: [ownerId, ...userIds], lastRev: 0 })
  return { room: await getRoom(parts, principal, made.roomId), created: true }
}

async function openFound(
  parts: Parts,
  principal: UserPrincipal,
  roomId: number,
  { userIds }: RoomWish,
): Promise<ReplyTo<'room.open'>> {
  // The page brought the user here: that is no news among the messages.
  const room = await joinRoom(parts, principal, roomId, { quiet: true })
  const { widgetId, userId } = principal
  // A commit with an unknown outcome may have created the room: then the creator's connections are not subscribed yet.
  if (room.last_seq === 0) parts.bus.publish({ t: 'room', widgetId, roomId, userIds: [userId] })
  if (!room.can_manage || userIds.length === 0) return { room, created: false }
  return { room: (await addMembers(parts, principal, { roomId, userIds })).room, created: false }
}

/** @throws ChatError forbidden, not_permitted, rate_limited */
export async function mayMakeRoom(
  parts: Pick<Parts, 'users' | 'widgets' | 'messageRate'>,
  principal: UserPrincipal,
  field: 'pipe' | 'title',
): Promise<void> {
  const { widgetId, userId } = principal
  await mustBeAllowedToSend(parts, principal)
  if ((await settingsOf(parts, widgetId)).rooms !== 'open' && !(await isSiteAdmin(parts, principal))) {
    throw new ChatError('forbidden', 'Only site admins can create rooms in this widget.', { field })
  }
  takeOrRefuse(parts.messageRate, `new rooms ${widgetId}/${userId}`, NEW_ROOMS, 'Too many new rooms.')
}
