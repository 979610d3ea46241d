import type { DialogContext, RoomRights } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { SitePrincipal } from '../principal.ts'
import { storeKnownUsers } from '../users/store-known-users.ts'
import { changeMembers } from './members/change-members.ts'
import { mustBelongToSite } from './members/must-belong-to-site.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews'>

export interface SiteRoomInput {
  pipe: string
  title: string | null
  is_public: boolean
  user_ids: string[]
  /** for a new room; missing: none */
  description?: string | null
  /** for a new room; missing: the defaults */
  rights?: RoomRights
}

export interface SiteRoomMade {
  room_id: number
  title: string | null
  is_public: boolean
  /** true when this call created the room */
  created: boolean
}

/**
 * Returns the group or channel with this name. If it is missing, creates it without an owner: the site manages it,
 * and so do users that the site calls admin. If it exists, it keeps its title and its type, and the users are added.
 * @throws ChatError forbidden, server_busy
 */
export async function makeSiteRoom(deps: Deps, site: SitePrincipal, input: SiteRoomInput): Promise<SiteRoomMade> {
  const { widget_id } = site
  const { pipe, title, is_public, user_ids, ...more } = input
  await storeKnownUsers(deps, site, user_ids)
  const { room_id, created } = await deps.store.makeRoom({
    widget_id,
    pipe,
    title,
    is_public,
    ownerId: null,
    user_ids,
    ...more,
  })
  if (created) {
    deps.bus.publish({ t: 'room', widget_id, room_id, user_ids, last_rev: 0 })
    return { room_id, title, is_public, created }
  }
  const found = await deps.store.roomOfPipe(widget_id, pipe)
  if (user_ids.length > 0) {
    if (found && !(found.is_public && is_public)) await mustBelongToSite(deps, site, room_id, user_ids)
    await changeMembers(deps, { widget_id, room_id, by: null, siteAdmin: true, act: 'add', user_ids })
  }
  return { room_id, title: found?.title ?? null, is_public: found?.is_public ?? is_public, created }
}

/**
 * The one dialog of the two users, or the one about `context`. Of an existing one only the context changes: the site
 * does not answer a request for its user.
 * @throws ChatError server_busy
 */
export async function makeSiteDialog(
  deps: Deps,
  site: SitePrincipal,
  [user_id, peer_id]: readonly [string, string],
  context?: DialogContext,
): Promise<{ room_id: number; created: boolean }> {
  const { widget_id } = site
  const found = await deps.store.dialogOf(widget_id, user_id, peer_id, context?.id)
  if (found !== null && context === undefined) return { room_id: found, created: false }
  if (found === null) await storeKnownUsers(deps, site, [user_id, peer_id])
  const opening = { widget_id, user_id, peer_id, needAccess: false, context, bySite: true }
  const { room_id, created, contextChanged } = await deps.store.openDialog(opening)
  const last_rev = created ? 0 : undefined
  if (created || contextChanged)
    deps.bus.publish({ t: 'room', widget_id, room_id, user_ids: [user_id, peer_id], last_rev })
  return { room_id, created }
}
