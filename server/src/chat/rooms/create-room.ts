import { DEFAULT_ROOM_RIGHTS, type ReplyTo, type RoomRights } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { publishMessages } from '../messages/publish-messages.ts'
import type { UserPrincipal } from '../principal.ts'
import { getRoom } from './get-room.ts'
import { usersToAdd } from './members/add-members.ts'
import { mayMakeRoom } from './open-room.ts'
import { fitRoomWords } from './room-words.ts'
import { isShadowed } from './shadowed.ts'

interface NewRoom {
  /** from the client: the same one again returns the room that was made first */
  pipe: string
  title: string
  description: string
  is_public: boolean
  by_request: boolean
  rights: Partial<RoomRights>
  user_ids: readonly string[]
}

/**
 * Creates a room that no page names.
 * @throws ChatError forbidden where only the site creates rooms or adds others; not_permitted, rate_limited;
 * room_not_found if the pipe is another's; words_refused
 */
export async function createRoom(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'bus' | 'messageRate' | 'classOf'>,
  principal: UserPrincipal,
  wanted: NewRoom,
): Promise<ReplyTo<'room.create'>> {
  const { widget_id, user_id: ownerId } = principal
  await mayMakeRoom(deps, principal, 'title')
  const input = { ...wanted, ...(await fitRoomWords(deps, principal, wanted)) }
  const isUnseen = await isShadowed(deps, principal)
  const known = await usersToAdd(deps, principal, input.user_ids)
  const user_ids = isUnseen ? [] : known
  const rights = { ...DEFAULT_ROOM_RIGHTS, ...input.rights }
  const seen = isUnseen ? { is_public: false, by_request: false } : {}
  const made = await deps.store.makeRoom({ ...input, ...seen, widget_id, ownerId, user_ids, rights, withNotice: true })
  const { room_id } = made
  if (made.created) {
    deps.bus.publish({ t: 'room', widget_id, room_id, user_ids: [ownerId, ...user_ids], last_rev: 0 })
    publishMessages(deps.bus, { widget_id, room_id }, made.notices)
  }
  return { room: await getRoom(deps, principal, room_id) }
}
