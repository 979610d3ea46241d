import type { ChatDeps } from '../chat-deps.ts'
import type { SitePrincipal } from '../principal.ts'

/**
 * Stores those of these users that are new, and asks the site for their names in the background. The site's own server
 * named them, so they exist.
 */
export async function storeKnownUsers(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id }: SitePrincipal,
  user_ids: readonly string[],
): Promise<void> {
  const stored = new Set((await store.users(widget_id, user_ids)).map(({ user_id }) => user_id))
  await Promise.all(user_ids.filter((id) => !stored.has(id)).map((id) => store.touchUser({ widget_id, user_id: id })))
  await users.lookUp(widget_id, user_ids)
}
