import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import { settingsOf } from '../../messages/check-message.ts'
import type { UserPrincipal } from '../../principal.ts'
import { personOf } from '../../users/profiles.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets'>

/**
 * May the caller begin a dialog with this user, without the site's permission token? The settings of the widget and of
 * the user decide.
 * @returns true: the first message is a request
 * @throws ChatError permission_token_invalid, not_accepting
 */
export async function needsRequest(deps: Deps, principal: UserPrincipal, peer_id: string): Promise<boolean> {
  const { widget_id } = principal
  const { dialogs } = await settingsOf(deps, widget_id)
  if (dialogs === 'permitted') {
    const message = "This site opens a new dialog only with its dialog permission token, openDialog's third argument."
    throw new ChatError('permission_token_invalid', message, { field: 'permission' })
  }
  const [peer] = await deps.store.users(widget_id, [peer_id])
  const writes_from = peer?.writes_from ?? 'everyone'
  if (writes_from === 'nobody') throw notAccepting()
  if (dialogs !== 'friends' && writes_from !== 'friends') return dialogs === 'request'
  // the site knows persons as friends
  const friends = await deps.users.people(widget_id, { kind: 'friends', user_id: peer?.profile?.of ?? peer_id })
  if (friends?.some((friend) => friend.user_id === personOf(principal))) return dialogs === 'request'
  // A site that does not answer makes nobody a friend: the user decides themself.
  if (friends === null && dialogs !== 'friends') return true
  throw notAccepting()
}

const notAccepting = () =>
  new ChatError('not_accepting', 'This user takes no messages from new people.', { field: 'user_id' })

/**
 * The users among these whom the caller may add to a room. A user whose settings restrict who may write to them must
 * have an accepted dialog with the caller.
 */
export async function mayBring(
  deps: Deps,
  { widget_id, user_id }: UserPrincipal,
  user_ids: readonly string[],
): Promise<string[]> {
  const { dialogs } = await settingsOf(deps, widget_id)
  const known = new Map((await deps.store.users(widget_id, user_ids)).map((user) => [user.user_id, user]))
  const isOpen = (id: string) => dialogs === 'open' && (known.get(id)?.writes_from ?? 'everyone') === 'everyone'
  const asked = user_ids.filter((id) => !isOpen(id))
  const rooms = await Promise.all(asked.map((id) => deps.store.dialogOf(widget_id, user_id, id)))
  const mine = await deps.store.membershipsOf(
    widget_id,
    user_id,
    rooms.filter((room_id) => room_id !== null),
  )
  const accepted = new Set(
    mine.flatMap(({ state, peer_state, peer_id }) => (state === 'joined' && peer_state === 'joined' ? peer_id : [])),
  )
  return user_ids.filter((id) => isOpen(id) || accepted.has(id))
}
