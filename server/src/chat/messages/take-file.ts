import { ChatError } from '@imbachat/protocol'
import { createUpload } from '../attachments/create-upload.ts'
import { finishUpload } from '../attachments/finish-upload.ts'
import type { RemoteFile } from '../attachments/ports.ts'
import type { ChatDeps } from '../chat-deps.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock' | 'files' | 'jobs' | 'remoteFiles'>

interface Author {
  widget_id: number
  room_id: number
  user_id: string
}

/**
 * Fetches a file and makes it an upload of the author's in this room, which a message then takes.
 * @param name as the room sees it; missing: the last part of the address
 * @throws ChatError invalid_field if it can't be fetched, server_busy, and those of `createUpload` and `finishUpload`
 */
export async function takeFile(
  deps: Deps,
  author: Author,
  { url, name }: { url: string; name?: string | undefined },
): Promise<string> {
  const store = (file: RemoteFile) => storeFile(deps, author, { ...file, name: name ?? (file.name || 'file') })
  const upload_id = await deps.remoteFiles?.fetch(author.widget_id, url, store)
  if (upload_id) return upload_id
  const text =
    'url: could not be fetched: it must be a public address that answers 200, with a file that is not too large'
  throw new ChatError('invalid_field', text, { field: 'url' })
}

async function storeFile(
  deps: Deps,
  { widget_id, room_id, user_id }: Author,
  { name, type, bytes }: RemoteFile,
): Promise<string> {
  const author = { widget_id, user_id }
  const { upload_id } = await createUpload(deps, author, { room_id, name, type, size: bytes.byteLength }, null)
  const { intake, announced } = deps.files
  try {
    await intake.write(upload_id, 0, pieceOf(bytes))
    await finishUpload(deps, author, upload_id)
  } catch (error) {
    announced.end(upload_id)
    await deps.store.removeUpload({ widget_id, upload_id })
    await intake.remove(upload_id)
    throw error
  }
  return upload_id
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
