import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { SiteUser } from './user.ts'

/** What is undefined stays. */
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
  const {
    avatar_url = before?.avatar_url ?? null,
    profile_url = before?.profile_url ?? null,
    badge = before?.badge ?? null,
    last_login_at = before?.last_login_at ?? null,
    email = before?.email ?? null,
    role = before?.role ?? 'user',
    profiles = before?.profiles ?? {},
    permissions = before?.permissions ?? null,
    extra = before?.extra ?? {},
  } = change
  const user = {
    user_id,
    name,
    avatar_url,
    profile_url,
    badge,
    last_login_at,
    email,
    role,
    profiles,
    permissions,
    extra,
  }
  const { changed } = await store.putUsers({ widget_id, users: [user] })
  users.forget(widget_id, user_id)
  if (changed.length > 0) bus.publish({ t: 'users', widget_id, user_ids: changed })
  return { created: before === undefined }
}
