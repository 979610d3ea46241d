import { ChatError, type DialogContext, isGuestId, type RoomSummary } from '@imbachat/protocol'
import type { ContextGiven } from '@imbachat/protocol/rooms/context-given'
import { isNewUser } from '../../../moderation/rules/judge-message.ts'
import type { ChatDeps } from '../../chat-deps.ts'
import { widgetOf } from '../../messages/check-message.ts'
import type { RoomRow } from '../../ports.ts'
import type { UserPrincipal } from '../../principal.ts'
import { missing, Refusal } from '../../refusals.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { namesOf, personOf, whoBlocksPerson } from '../../users/profiles.ts'
import type { ChatUser } from '../../users/user.ts'
import { roomAsSeen } from '../get-room.ts'
import { maySend } from '../room-policy.ts'
import { roomSummaries } from '../room-summary.ts'
import { dialogContext } from './dialog-context.ts'
import { needsRequest } from './may-write-to.ts'

/**
 * Rate of dialogs that one user creates. Each one shows another user's name and presence, asks the site and stores
 * rows. The limit keeps a user from copying the list of users, and from filling the store if no site confirms which
 * users exist.
 */
const NEW_DIALOGS = { burst: 60, perSecond: 0.5 }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** New descriptions of a dialog's context by one user: both users receive each of them. */
const NEW_CONTEXTS = { burst: 20, perSecond: 0.2 }

/**
 * The one dialog of the two users, or the one about `context`. If the peer waits for an answer in it, opening it
 * accepts the request.
 * @throws ChatError dialog_self, user_unknown, invalid_field, permission_token_invalid, not_accepting, rate_limited,
 * forbidden, words_refused, blocked, request_pending, request_declined
 */
export async function openDialog(
  deps: Pick<
    ChatDeps,
    'store' | 'users' | 'identity' | 'widgets' | 'bus' | 'clock' | 'messageRate' | 'recentActs' | 'classOf'
  >,
  principal: UserPrincipal,
  {
    peer_id,
    permission,
    context: given,
  }: { peer_id: string; permission?: string | undefined; context?: ContextGiven | undefined },
): Promise<RoomSummary> {
  const { widget_id, user_id } = principal
  if (isGuestId(peer_id)) {
    throw new ChatError('invalid_field', 'user_id 0 stands for signed-out visitors; name a user', {
      field: 'user_id',
    })
  }
  if (peer_id === user_id) {
    throw new ChatError('dialog_self', 'A dialog needs another user.', { field: 'user_id' })
  }
  const names = await namesOf(deps, widget_id, await deps.users.sender(widget_id, user_id))
  if (names.includes(peer_id)) {
    throw new ChatError('dialog_self', 'This user is yourself, under another name.', { field: 'user_id' })
  }
  const allowed = permission === undefined ? null : await deps.identity.dialogPermission(principal, peer_id, permission)
  const context = await dialogContext(deps, widget_id, given, allowed)

  let asks = allowed !== null && !allowed.mayWriteAtOnce
  // The site is asked only if the two have no such dialog yet.
  const found = await deps.store.dialogOf(widget_id, user_id, peer_id, context?.id)
  if (found === null) {
    if ((await whoBlocksPerson(deps, principal, [peer_id])).length > 0)
      throw new Refusal('blocked', { field: 'user_id' })
    if (allowed === null) asks = await needsRequest(deps, principal, peer_id)
    await mayMakeOne(deps, principal, `${peer_id} ${context?.id ?? ''}`)
    await mustExist(deps, widget_id, peer_id)
  }
  const row = found === null ? null : await deps.store.roomOf(widget_id, found, user_id)
  const publishRoom = (room_id: number, last_rev?: number) =>
    deps.bus.publish({ t: 'room', widget_id, room_id, user_ids: [user_id, peer_id], last_rev })
  if (row && !changes(row, context)) {
    const [room] = await roomSummaries(deps, principal, [row])
    // If a commit with an unknown outcome created the dialog, nobody was notified of it.
    if (room?.last_seq === 0) publishRoom(room.room_id)
    if (room) return room
  }
  const mayDescribe = context !== undefined && maySpeak((await deps.users.lookUp(widget_id, [user_id])).get(user_id))
  if (row && context && !context.signed) mayDescribeAgain(deps, principal, row, context)
  const opening = {
    ...{ widget_id, user_id, peer_id, needAccess: asks, mayRepeat: allowed !== null },
    ...{ context, mayDescribe },
  }
  const { room_id, created, membersChanged, contextChanged } = await deps.store.openDialog(opening)
  if (membersChanged || contextChanged) publishRoom(room_id, created ? 0 : undefined)
  const room = await roomAsSeen(deps, principal, room_id)
  if (!membersChanged && room.last_seq === 0) publishRoom(room_id)
  return room
}

/** Most dialogs are opened as they are, and need no commit. */
const changes = ({ room, member }: RoomRow, context: DialogContext | undefined): boolean =>
  member.state === 'invited' ||
  member.state === 'left' ||
  (context !== undefined && !Bun.deepEquals(context, room.context))

/** Its words reach the other user as a message does. */
const maySpeak = (user: ChatUser | undefined): boolean =>
  maySend(user) && !user?.standing?.mute && !user?.standing?.shadow

/** @throws ChatError rate_limited */
async function mayMakeOne(
  deps: Pick<ChatDeps, 'users' | 'widgets' | 'clock' | 'messageRate' | 'recentActs'>,
  principal: UserPrincipal,
  dialog: string,
): Promise<void> {
  const { widget_id, user_id } = principal
  takeOrRefuse(
    deps.messageRate,
    `new dialogs ${widget_id}/${personOf(principal)}`,
    NEW_DIALOGS,
    'Too many new dialogs.',
  )
  const widget = await widgetOf(deps, widget_id)
  const most = widget.rules.new_users.dialogs_per_day
  if (most === 0 || !isNewUser(deps, widget, await deps.users.sender(widget_id, user_id))) return
  const act = { widget_id, key: `dialogs ${user_id}`, thing: dialog, ms: DAY_MS, most }
  if (deps.recentActs.count(act) <= most) return
  const message = `A new user begins at most ${most} dialogs a day here.`
  throw new ChatError('rate_limited', message, { field: 'user_id', retryAfterMs: HOUR_MS })
}

/**
 * The same words again cost nothing: a page names the context each time it opens the dialog. @throws ChatError
 * rate_limited
 */
function mayDescribeAgain(
  { messageRate }: Pick<ChatDeps, 'messageRate'>,
  { widget_id, user_id }: UserPrincipal,
  { room: { context: known } }: RoomRow,
  { title, image, url }: DialogContext,
): void {
  // a context that the site signed stays
  if (known?.signed || (known?.title === title && known.image === image && known.url === url)) return
  takeOrRefuse(messageRate, `contexts ${widget_id}/${user_id}`, NEW_CONTEXTS, 'Too many changes of contexts.')
}

/** If the site is unreachable, the server allows the dialog. */
async function mustExist({ users }: Pick<ChatDeps, 'users'>, widget_id: number, peer_id: string): Promise<void> {
  if ((await users.check(widget_id, peer_id)) !== 'unknown') return
  throw missing('user_of_site', JSON.stringify(peer_id))
}
