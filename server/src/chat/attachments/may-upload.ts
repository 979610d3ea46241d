import { type AttachmentKind, ChatError, isGuestUser } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend, widgetOf } from '../messages/check-message.ts'
import { presentRoom, writeBlock } from '../rooms/room-policy.ts'
import { mustNotBeSuspended } from '../widget.ts'
import { isFromSite } from './file.ts'
import { maySendFiles } from './may-attach.ts'

/**
 * Asked at the beginning of an upload, at each of its requests and at its end: the right to send may end in between.
 * It costs one read; the widget and the user are remembered.
 * @throws ChatError widget_suspended, forbidden, guest_forbidden, not_permitted, muted, banned, room_not_found,
 * request_*, blocked, frozen, managers_only
 */
export async function mustBeAllowedToUpload(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets'>,
  upload: { widget_id: number; user_id: string; room_id: number; kind: AttachmentKind | null },
): Promise<void> {
  const { widget_id, user_id, room_id, kind } = upload
  const widget = await widgetOf(deps, widget_id)
  mustNotBeSuspended(widget)
  if (!widget.settings.files) throw new ChatError('forbidden', 'This widget takes no files.')
  if (isFromSite(upload)) return
  if (isGuestUser(user_id) && widget.settings.guests !== 'write') {
    throw new ChatError('guest_forbidden', 'Guests do not write here.')
  }
  const sender = await mustBeAllowedToSend(deps, { widget_id, user_id })
  maySendFiles(sender, kind)
  const block = writeBlock(presentRoom(await deps.store.roomOf(widget_id, room_id, user_id), room_id), sender)
  if (block === null) return
  const code = block === 'guest' || block === 'not_joined' ? 'not_permitted' : block
  throw new ChatError(code, "You can't write in this room now.", {
    field: 'room_id',
  })
}
