import { type AttachmentKind, ChatError } from '@imbachat/protocol'
import type { ChatStore } from '../ports.ts'
import { Refusal } from '../refusals.ts'
import type { ChatUser } from '../users/user.ts'
import type { WidgetSettings } from '../widget.ts'
import type { Upload } from './file.ts'

/** The site's permissions of its user apply. @throws ChatError not_permitted */
export function maySendFiles({ permissions }: Pick<ChatUser, 'permissions'>, kind: AttachmentKind | null): void {
  const refused = kind === 'voice' ? 'audio_message' : 'send_files'
  if (permissions?.[refused] !== false) return
  const what = kind === 'voice' ? 'voice messages' : 'files'
  throw new ChatError('not_permitted', `The site does not allow this user to send ${what}.`)
}

/**
 * A file may have been uploaded while it was allowed, and be sent when it no longer is.
 * @throws ChatError not_permitted, upload_unfinished
 */
export async function mayAttach(
  store: Pick<ChatStore, 'upload'>,
  { files, file_kinds }: Pick<WidgetSettings, 'files' | 'file_kinds'>,
  sender: ChatUser,
  { widget_id, uploadIds }: { widget_id: number; uploadIds: readonly string[] },
): Promise<void> {
  if (!files) throw new ChatError('not_permitted', 'This widget takes no files.', { field: 'attachments' })
  const uploads = await Promise.all(uploadIds.map((upload_id) => store.upload(widget_id, upload_id)))
  for (const upload of uploads) {
    // the transaction refuses an upload that is not the sender's, or finds that the message was stored before
    if (upload?.user_id !== sender.user_id) continue
    mustBeFinished(upload)
    const kind = upload.attachment?.kind
    if (!kind) continue
    maySendFiles(sender, kind)
    if (file_kinds.includes(kind)) continue
    throw new ChatError('not_permitted', `This widget takes no files of the kind ${kind}.`, { field: 'attachments' })
  }
}

/**
 * Refused before the transaction: the file could be finished until then, and nobody would have looked at it.
 * @throws ChatError upload_unfinished
 */
export function mustBeFinished({ state }: Pick<Upload, 'state'>): void {
  if (state === 'open') throw new Refusal('upload_unfinished')
}
