import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { listedProfiles } from './profiles.ts'
import type { SiteUser } from './user.ts'

/** An undefined field keeps its value. */
type Description = { [Field in keyof Omit<SiteUser, 'user_id'>]?: SiteUser[Field] | undefined }

/**
 * The site describes one of its users, without being asked. A widget that also has a users info URL gets what that
 * answers once it is asked again.
 * @throws ChatError invalid_field: a user that the site never described needs a name
 */
export async function putSiteUser(
  { store, users, bus }: Pick<ChatDeps, 'store' | 'users' | 'bus'>,
  { widget_id, user_id }: { widget_id: number; user_id: string },
  change: Description,
): Promise<{ created: boolean }> {
  const [before] = await store.users(widget_id, [user_id])
  const name = change.name ?? (before?.synced_at == null ? undefined : before.name)
  if (name === undefined) {
    throw new ChatError('invalid_field', 'name: is required for a user that has none yet', { field: 'name' })
  }
  const user = describedBy({ ...change, user_id, name }, before)
  const put = await store.putUsers({ widget_id, users: [user] })
  users.forget(widget_id, user_id)
  publishPut(bus, widget_id, put)
  return { created: before === undefined }
}

/** Tells pages what a description by the site changed. */
export function publishPut(
  bus: Pick<ChatDeps['bus'], 'publish'>,
  widget_id: number,
  { changed, relisted }: { changed: string[]; relisted: string[] },
): void {
  if (changed.length > 0) bus.publish({ t: 'users', widget_id, user_ids: changed })
  for (const user_id of relisted) bus.publish({ t: 'profiles', widget_id, user_id })
}

/** @param before the stored user, whose fields stay where `given` has none */
export function describedBy(
  given: Description & { user_id: string; name: string },
  before?: SiteUser | undefined,
): SiteUser {
  return {
    user_id: given.user_id,
    name: given.name,
    avatar_url: given.avatar_url === undefined ? (before?.avatar_url ?? null) : given.avatar_url,
    profile_url: given.profile_url === undefined ? (before?.profile_url ?? null) : given.profile_url,
    badge: given.badge === undefined ? (before?.badge ?? null) : given.badge,
    last_login_at: given.last_login_at === undefined ? (before?.last_login_at ?? null) : given.last_login_at,
    email: given.email === undefined ? (before?.email ?? null) : given.email,
    role: given.role ?? before?.role ?? 'user',
    profiles: given.profiles ?? listedProfiles(before?.profiles ?? {}),
    permissions: given.permissions === undefined ? (before?.permissions ?? null) : given.permissions,
    extra: given.extra ?? before?.extra ?? {},
  }
}
