import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import { settingsOf } from '../../messages/check-message.ts'
import type { UserPrincipal } from '../../principal.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets'>

/**
 * May the caller begin a dialog with this user, without the site's permission token? Widget and user have their say.
 * @returns true: the first message is a request
 * @throws ChatError permission_token_invalid, not_accepting
 */
export async function needsRequest(deps: Deps, { widgetId, userId }: UserPrincipal, peerId: string): Promise<boolean> {
  const { dialogs } = await settingsOf(deps, widgetId)
  if (dialogs === 'permitted') {
    const message = "This site opens a new dialog only with its dialog permission token, openDialog's third argument."
    throw new ChatError('permission_token_invalid', message, { field: 'permission' })
  }
  const [peer] = await deps.store.users(widgetId, [peerId])
  const writesFrom = peer?.writesFrom ?? 'everyone'
  if (writesFrom === 'nobody') throw notAccepting()
  if (dialogs !== 'friends' && writesFrom !== 'friends') return dialogs === 'request'
  const friends = await deps.users.people(widgetId, { kind: 'friends', userId: peerId })
  if (friends?.some((friend) => friend.user_id === userId)) return dialogs === 'request'
  // A site that does not answer makes nobody a friend: the user decides themself.
  if (friends === null && dialogs !== 'friends') return true
  throw notAccepting()
}

const notAccepting = () =>
  new ChatError('not_accepting', 'This user takes no messages from new people.', { field: 'user_id' })

/**
 * Of these users the ones that the caller may add to a room: where not everybody may write to them, those with an
 * accepted dialog with the caller.
 */
export async function mayBring(
  deps: Deps,
  { widgetId, userId }: UserPrincipal,
  userIds: readonly string[],
): Promise<string[]> {
  const { dialogs } = await settingsOf(deps, widgetId)
  const known = new Map((await deps.store.users(widgetId, userIds)).map((user) => [user.userId, user]))
  const isOpen = (id: string) => dialogs === 'open' && (known.get(id)?.writesFrom ?? 'everyone') === 'everyone'
  const asked = userIds.filter((id) => !isOpen(id))
  const rooms = await Promise.all(asked.map((id) => deps.store.dialogOf(widgetId, userId, id)))
  const mine = await deps.store.membershipsOf(
    widgetId,
    userId,
    rooms.filter((roomId) => roomId !== null),
  )
  const accepted = new Set(
    mine.flatMap(({ state, peerState, peerId }) => (state === 'joined' && peerState === 'joined' ? peerId : [])),
  )
  return userIds.filter((id) => isOpen(id) || accepted.has(id))
}
