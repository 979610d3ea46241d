import type { Member as MemberShown, ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { UserPrincipal } from '../../principal.ts'
import { placeholderUser, userCard } from '../../users/user-card.ts'
import { presentRoom } from '../room-policy.ts'
import { watermarks } from '../room-summary.ts'

/** The first page of a large room begins with at most this many owners and admins. */
export const MOST_MANAGERS = 20

/** The joined members by user id; in a room that is not live, managers come first. @throws ChatError room_not_found */
export async function listMembers(
  { store, users, classOf }: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  { widget_id, user_id }: UserPrincipal,
  { room_id, cursor, limit }: { room_id: number; cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'members.list'>> {
  const before = presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const hasManagersFirst = cursor === undefined && !classOf.isLive(before.room)
  const managers = hasManagersFirst ? await store.managersOf(widget_id, room_id, MOST_MANAGERS) : []
  const { members: page, next } = await store.membersOf(widget_id, room_id, { cursor: cursor ?? null, limit })
  // Checked again: the page may contain changes from after the reader left.
  const { room } = presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const named = new Set(managers.map((manager) => manager.user_id))
  const members = [...managers, ...page.filter((member) => !named.has(member.user_id))]
  const known = await users.lookUp(widget_id, [user_id, ...members.map((member) => member.user_id)])
  const hides = (id: string) => known.get(id)?.hides_receipts === true
  const isShadowed = (id: string) => known.get(id)?.standing?.shadow != null
  const live = classOf.isLive(room)
  const shown = members.map((member): MemberShown => {
    const isHidden =
      member.user_id !== user_id && (hides(member.user_id) || hides(user_id) || isShadowed(member.user_id))
    return {
      user: userCard(known.get(member.user_id) ?? placeholderUser(member.user_id)),
      state: member.state,
      role: member.role,
      watermarks: live && !isHidden ? watermarks(member) : null,
    }
  })
  return { members: shown, next, member_count: room.member_count }
}
