import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import type { SitePrincipal } from '../../principal.ts'

/** Members that are checked before the site adds users to a room that a user made. */
const MOST_MEMBERS = 100

/**
 * Refuses to give the site a room that a user made under the same name: that user would read the messages of the site's
 * users. The same holds for a public room where the site asks for a closed one. The site's admins may own the room, and
 * a site that names all members of the room may use it.
 * @throws ChatError forbidden
 */
export async function mustBelongToSite(
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
