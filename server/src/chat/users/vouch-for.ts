import type { ChatDeps } from '../chat-deps.ts'
import type { SitePrincipal } from '../principal.ts'

/**
 * The site's server named these users, so they exist: stores those that are new, and has the site asked for their names
 * in the background.
 */
export async function vouchFor(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widgetId }: SitePrincipal,
  userIds: readonly string[],
): Promise<void> {
  const stored = new Set((await store.users(widgetId, userIds)).map(({ userId }) => userId))
  await Promise.all(userIds.filter((id) => !stored.has(id)).map((id) => store.touchUser(widgetId, id)))
  await users.lookUp(widgetId, userIds)
}
