import { ChatError, isGuestId, type RoomSummary } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import { settingsOf } from '../messages/admit-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomAsSeen } from './get-room.ts'

/**
 * Dialogs that one user makes. Each shows a stranger's name and whether he is here, asks his site and stores rows: nobody is to read
 * the whole list of users that way, or to fill the store where no site tells who exists.
 */
const NEW_DIALOGS = { burst: 60, perSecond: 0.5 }

/**
 * The one dialog of the pair. Opening one to which the peer waits for an answer accepts it.
 * @throws ChatError dialog_self, user_unknown, invalid_field, permission_token_invalid, rate_limited, forbidden
 */
export async function openDialog(
  parts: Pick<ChatParts, 'store' | 'users' | 'identity' | 'widgets' | 'bus' | 'messageRate' | 'classOf'>,
  principal: UserPrincipal,
  { peerId, permission }: { peerId: string; permission: string | undefined },
): Promise<RoomSummary> {
  const { widgetId, userId } = principal
  if (isGuestId(peerId)) {
    throw new ChatError('invalid_field', 'user_id 0 stands for signed-out visitors; name a user', {
      field: 'user_id',
    })
  }
  if (peerId === userId) {
    throw new ChatError('dialog_self', 'A dialog needs another user.', { field: 'user_id' })
  }
  const allowed = permission === undefined ? null : await parts.identity.dialogPermission(principal, peerId, permission)

  // Only a pair that has none yet is worth a question to the site.
  if ((await parts.store.dialogOf(widgetId, userId, peerId)) === null) {
    if (allowed === null) await mustBeOpen(parts, principal)
    mayMakeOne(parts, principal)
    await mustExist(parts, widgetId, peerId)
  }
  const needAccess = allowed !== null && !allowed.mayWriteAtOnce
  const { roomId, created, membersChanged } = await parts.store.openDialog({ widgetId, userId, peerId, needAccess })
  const lastRev = created ? 0 : undefined
  const tellBoth = () => parts.bus.publish({ t: 'room', widgetId, roomId, userIds: [userId, peerId], lastRev })
  if (membersChanged) tellBoth()
  const room = await roomAsSeen(parts, principal, roomId)
  // Of one that was made by a commit of which nobody got word, nobody was told either.
  if (!membersChanged && room.last_seq === 0) tellBoth()
  return room
}

/** A token in the page binds only who passes it on; the widget's setting binds everybody. @throws ChatError permission_token_invalid */
async function mustBeOpen(parts: Pick<ChatParts, 'widgets'>, { widgetId }: UserPrincipal): Promise<void> {
  if ((await settingsOf(parts, widgetId)).dialogs === 'open') return
  const message = "This site opens a new dialog only with its dialog permission token, openDialog's third argument."
  throw new ChatError('permission_token_invalid', message, { field: 'permission' })
}

/** @throws ChatError rate_limited */
function mayMakeOne({ messageRate }: Pick<ChatParts, 'messageRate'>, { widgetId, userId }: UserPrincipal): void {
  const wait = messageRate.take(`new dialogs ${widgetId}/${userId}`, NEW_DIALOGS)
  if (wait > 0) throw new ChatError('rate_limited', 'Too many new dialogs.', { retryAfterMs: wait })
}

/** A site that can't be asked doesn't stop its users from talking. */
async function mustExist({ users }: Pick<ChatParts, 'users'>, widgetId: number, peerId: string): Promise<void> {
  if ((await users.check(widgetId, peerId)) !== 'unknown') return
  throw new ChatError('user_unknown', `The site does not know user ${JSON.stringify(peerId)}.`, { field: 'user_id' })
}
