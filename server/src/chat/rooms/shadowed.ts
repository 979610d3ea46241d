import { createHash } from 'node:crypto'
import type { RoomSummary } from '@imbachat/protocol'
import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { getRoom } from './get-room.ts'

/** A shadow-banned user's changes of rooms are answered as done, and no other user sees them. */
export const isShadowed = async (
  { users }: Pick<ChatDeps, 'users'>,
  { widget_id, user_id }: UserPrincipal,
): Promise<boolean> => isShadowBanned(await users.sender(widget_id, user_id))

/**
 * The room that a shadow-banned user gets in place of a new one of this name: closed, with nobody else in it, and the
 * same each time. The first user without a ban who opens the name creates the room itself.
 */
export function shadowPipe({ user_id }: UserPrincipal, pipe: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([user_id, pipe]))
    .digest('hex')
  return digest.slice(0, 32)
}

/**
 * A room of others after a change that is answered and not made. A closed room with nobody else in it is changed.
 * @returns null: the change may be made, or is refused as any user's is
 * @throws ChatError room_not_found
 */
export async function editedUnseen(
  deps: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  principal: UserPrincipal,
  {
    room_id,
    title,
    description,
  }: { room_id: number; title?: string | null | undefined; description?: string | undefined },
): Promise<RoomSummary | null> {
  if (!(await isShadowed(deps, principal))) return null
  const room = await getRoom(deps, principal, room_id)
  if (!room.can_manage || (room.member_count === 1 && !room.is_public)) return null
  return { ...room, ...(title && { title }), ...(description !== undefined && { description }) }
}
