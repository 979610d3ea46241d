import { ChatError, type DialogContext } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { SitePrincipal } from '../principal.ts'
import { vouchFor } from '../users/vouch-for.ts'
import { changeMembers } from './members/change-members.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews'>

export interface SiteRoomInput {
  pipe: string
  title: string
  isPublic: boolean
  userIds: string[]
}

export interface SiteRoomMade {
  roomId: number
  title: string | null
  isPublic: boolean
  /** true when this call created the room */
  created: boolean
}

/**
 * Returns the group or channel with this name. If it is missing, creates it without an owner: the site manages it,
 * and so do users that the site calls admin. If it exists, it keeps its title and its type, and the users are added.
 * @throws ChatError forbidden, server_busy
 */
export async function makeSiteRoom(deps: Deps, site: SitePrincipal, input: SiteRoomInput): Promise<SiteRoomMade> {
  const { widgetId } = site
  const { pipe, title, isPublic, userIds } = input
  await vouchFor(deps, site, userIds)
  const { roomId, created } = await deps.store.makeRoom({ widgetId, pipe, title, isPublic, ownerId: null, userIds })
  if (created) {
    deps.bus.publish({ t: 'room', widgetId, roomId, userIds, lastRev: 0 })
    return { roomId, title, isPublic, created }
  }
  const found = await deps.store.roomOfPipe(widgetId, pipe)
  if (userIds.length > 0) {
    if (found && !found.isPublic) await mustKnowItsMembers(deps, site, roomId, userIds)
    await changeMembers(deps, { widgetId, roomId, by: null, siteAdmin: true, act: 'add', userIds })
  }
  return { roomId, title: found?.title ?? null, isPublic: found?.isPublic ?? isPublic, created }
}

/** Members that are looked at before users are added to a room that another user made. */
const MOST_MEMBERS = 100

/**
 * A user may have made a closed room under the name, and would read what the site's users write in it, alone or with
 * others.
 */
async function mustKnowItsMembers(
  { store, users }: Pick<Deps, 'store' | 'users'>,
  { widgetId }: SitePrincipal,
  roomId: number,
  named: readonly string[],
): Promise<void> {
  const [owner] = await store.managersOf(widgetId, roomId, 1)
  if (owner?.role !== 'owner') return
  const { members, next } = await store.membersOf(widgetId, roomId, { cursor: null, limit: MOST_MEMBERS })
  const others = members.map(({ userId }) => userId).filter((userId) => !named.includes(userId))
  const known = await users.lookUp(widgetId, [owner.userId, ...others])
  const isAdmin = (userId: string) => known.get(userId)?.role === 'admin'
  if (isAdmin(owner.userId) || (next === null && others.every(isAdmin))) return
  const said = 'room_pipe: a user owns the closed room of this name: take another one, or name all of its members'
  throw new ChatError('forbidden', said, { field: 'room_pipe' })
}

/**
 * The one dialog of the two users, or the one about `context`. Of an existing one only the context changes: the site
 * does not answer a request for its user.
 * @throws ChatError server_busy
 */
export async function makeSiteDialog(
  deps: Deps,
  site: SitePrincipal,
  [userId, peerId]: readonly [string, string],
  context?: DialogContext,
): Promise<{ roomId: number; created: boolean }> {
  const { widgetId } = site
  const found = await deps.store.dialogOf(widgetId, userId, peerId, context?.id)
  if (found !== null && context === undefined) return { roomId: found, created: false }
  if (found === null) await vouchFor(deps, site, [userId, peerId])
  const opening = { widgetId, userId, peerId, needAccess: false, context, bySite: true }
  const { roomId, created, contextChanged } = await deps.store.openDialog(opening)
  const lastRev = created ? 0 : undefined
  if (created || contextChanged) deps.bus.publish({ t: 'room', widgetId, roomId, userIds: [userId, peerId], lastRev })
  return { roomId, created }
}
