import type { Member as MemberShown, ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { placeholderUser, userCard } from '../users/user-card.ts'
import { presentRoom } from './room-policy.ts'
import { watermarks } from './room-summary.ts'

/** Who has joined the room, by user id. @throws ChatError room_not_found */
export async function listMembers(
  { store, users, classOf }: Pick<ChatParts, 'store' | 'users' | 'classOf'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, cursor, limit }: { roomId: number; cursor: string | undefined; limit: number },
): Promise<ReplyTo<'members.list'>> {
  presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const { members, next } = await store.membersOf(widgetId, roomId, { cursor: cursor ?? null, limit })
  // Again: what was read may be newer than his going.
  const { room } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const cards = await users.cards(
    widgetId,
    members.map((member) => member.userId),
  )
  const live = classOf.isLive(room)
  const shown = members.map(
    (member, index): MemberShown => ({
      user: cards[index] ?? userCard(placeholderUser(member.userId)),
      state: member.state,
      role: member.role,
      watermarks: live ? watermarks(member) : null,
    }),
  )
  return { members: shown, next, member_count: room.memberCount }
}
