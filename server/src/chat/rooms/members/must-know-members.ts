import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { SitePrincipal } from '../../principal.ts'

/** Members that are looked at before users are added to a room that another user made. */
const MOST_MEMBERS = 100

/**
 * A user may have made the room under the name, and would read what the site's users write in it, alone or with others.
 * Also a public one where the site asks for a closed one: its users would write in it as if it were closed.
 * @throws ChatError forbidden
 */
export async function mustKnowItsMembers(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id }: SitePrincipal,
  room_id: number,
  named: readonly string[],
): Promise<void> {
  const [owner] = await store.managersOf(widget_id, room_id, 1)
  if (owner?.role !== 'owner') return
  const { members, next } = await store.membersOf(widget_id, room_id, { cursor: null, limit: MOST_MEMBERS })
  const others = members.map(({ user_id }) => user_id).filter((user_id) => !named.includes(user_id))
  const known = await users.lookUp(widget_id, [owner.user_id, ...others])
  const isAdmin = (user_id: string) => known.get(user_id)?.role === 'admin'
  if (isAdmin(owner.user_id) || (next === null && others.every(isAdmin))) return
  const text = 'room_pipe: a user owns the room of this name: take another one, or name all of its members'
  throw new ChatError('forbidden', text, { field: 'room_pipe' })
}
