import { type AttachmentKind, ChatError } from '@imbachat/protocol'
import type { AppendMessage, ChatStore } from '../ports.ts'
import { Refusal } from '../refusals.ts'
import type { ChatUser } from '../users/user.ts'
import type { WidgetSettings } from '../widget.ts'
import type { Upload } from './file.ts'

/** The site's permissions of its user apply. @throws ChatError not_permitted */
export function maySendFiles({ permissions }: Pick<ChatUser, 'permissions'>, kind: AttachmentKind | null): void {
  const refused = kind === 'voice' ? 'audio_message' : 'send_files'
  if (permissions?.[refused] !== false) return
  const files = kind === 'voice' ? 'voice messages' : 'files'
  throw new ChatError('not_permitted', `The site does not allow this user to send ${files}.`)
}

/**
 * A file may have been uploaded while it was allowed, and be sent when it no longer is. A poster is a file like any
 * other: each member gets it.
 * @returns the uploads; only videos keep their poster
 * @throws ChatError not_permitted, upload_unfinished, upload_not_found
 */
export async function mayAttach(
  store: Pick<ChatStore, 'upload'>,
  { files, file_kinds }: Pick<WidgetSettings, 'files' | 'file_kinds'>,
  sender: ChatUser,
  { widget_id, uploads }: { widget_id: number; uploads: Uploads },
): Promise<Uploads> {
  if (!files) throw new ChatError('not_permitted', 'This widget takes no files.', { field: 'attachments' })
  /** undefined: the transaction refuses an upload that is not the sender's, or finds that the message was stored */
  async function kindOf(upload_id: string): Promise<AttachmentKind | undefined> {
    const upload = await store.upload(widget_id, upload_id)
    if (upload?.user_id !== sender.user_id) return undefined
    mustBeFinished(upload)
    const kind = upload.attachment?.kind
    if (!kind) return undefined
    maySendFiles(sender, kind)
    if (file_kinds.includes(kind)) return kind
    throw new ChatError('not_permitted', `This widget takes no files of the kind ${kind}.`, { field: 'attachments' })
  }

  return Promise.all(
    uploads.map(async ({ upload_id, poster_id }) => {
      const [kind, poster] = await Promise.all([kindOf(upload_id), poster_id === null ? undefined : kindOf(poster_id)])
      if (poster !== undefined && poster !== 'image') throw new Refusal('upload_not_found')
      // a page may consider a file a video that the server does not
      return { upload_id, poster_id: kind === undefined || kind === 'video' ? poster_id : null }
    }),
  )
}

type Uploads = NonNullable<AppendMessage['uploads']>

/**
 * Refused before the transaction: the file could be finished until then, and nobody would have looked at it.
 * @throws ChatError upload_unfinished
 */
export function mustBeFinished({ state }: Pick<Upload, 'state'>): void {
  if (state === 'open') throw new Refusal('upload_unfinished')
}
