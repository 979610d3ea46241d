import type { Member as MemberShown, ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { UserPrincipal } from '../../principal.ts'
import { placeholderUser, userCard } from '../../users/user-card.ts'
import { presentRoom } from '../room-policy.ts'
import { watermarks } from '../room-summary.ts'

/** How many owners and admins the first page of a large room begins with. */
const MOST_MANAGERS = 20

/** The joined members by user id; in a room that is not live, managers come first. @throws ChatError room_not_found */
export async function listMembers(
  { store, users, classOf }: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, cursor, limit }: { roomId: number; cursor: string | undefined; limit: number },
): Promise<ReplyTo<'members.list'>> {
  const before = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const hasManagersFirst = cursor === undefined && !classOf.isLive(before.room)
  const managers = hasManagersFirst ? await store.managersOf(widgetId, roomId, MOST_MANAGERS) : []
  const { members: page, next } = await store.membersOf(widgetId, roomId, { cursor: cursor ?? null, limit })
  // Checked again: the page may contain changes from after the reader left.
  const { room } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const named = new Set(managers.map((manager) => manager.userId))
  const members = [...managers, ...page.filter((member) => !named.has(member.userId))]
  const known = await users.lookUp(widgetId, [userId, ...members.map((member) => member.userId)])
  const hides = (id: string) => known.get(id)?.hidesReceipts === true
  const isShadowed = (id: string) => known.get(id)?.standing?.shadow != null
  const live = classOf.isLive(room)
  const shown = members.map((member): MemberShown => {
    const isHidden = member.userId !== userId && (hides(member.userId) || hides(userId) || isShadowed(member.userId))
    return {
      user: userCard(known.get(member.userId) ?? placeholderUser(member.userId)),
      state: member.state,
      role: member.role,
      watermarks: live && !isHidden ? watermarks(member) : null,
    }
  })
  return { members: shown, next, member_count: room.memberCount }
}
