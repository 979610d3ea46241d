import { createHash } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import { cleanName } from '../attachments/clean-name.ts'
import { aDay, bytesAllowed, randomFileId } from '../attachments/create-upload.ts'
import { attachmentOf, type BlobFacts } from '../attachments/file.ts'
import { storeBlob } from '../attachments/process-upload.ts'
import type { ChatDeps } from '../chat-deps.ts'

type Deps = Pick<ChatDeps, 'store' | 'widgets' | 'files' | 'clock' | 'pictures'>

/** Errors about the picture: the answer names its field. */
const OF_PICTURE = new Set(['file_broken', 'picture_too_large', 'quota_exceeded'])
/** Another node's clean-up may take a picture at the very moment at which it is used again. */
const MOST_TRIES = 2

/**
 * Fetches a picture and makes it an upload of the author, which a message or a room then takes. It is stored once,
 * however many messages use it, and only members of the room can open it.
 * @param name alternative text of the picture
 * @param field named in errors
 * @throws ChatError invalid_field, file_broken, picture_too_large, quota_exceeded, storage_unavailable, server_busy
 */
export async function takePicture(
  deps: Deps,
  { widget_id, room_id, user_id }: { widget_id: number; room_id: number; user_id: string },
  { url, name, field }: { url: string; name: string; field: string },
): Promise<string> {
  const { store, files, clock } = deps
  const bytes = await deps.pictures?.picture(widget_id, url)
  if (!bytes) {
    const text =
      `${field}: could not be fetched: it must be a public picture that ` +
      'is not too large, and the address must answer 200'
    throw new ChatError('invalid_field', text, { field })
  }
  const content = `card ${createHash('sha256').update(bytes).digest('hex')}`
  const upload_id = randomFileId()
  const wish = { name: cleanName(name, 'picture'), type: '', kind: 'image' as const }
  const expires_at = clock.now() + files.limits.UPLOAD_KEPT_HOURS * 3_600_000
  const size = bytes.byteLength
  for (let tries = 1; ; tries++) {
    const { blob_id, facts, isNew } = await blobFor(deps, { widget_id, user_id }, { bytes, content, field })
    await store.createUpload({ widget_id, upload_id, room_id, user_id, size, wish, expires_at, anyNumber: true })
    const attachment = attachmentOf({ upload_id, wish }, facts)
    const known = { kind: 'known' as const, attachment }
    const outcome = isNew ? { kind: 'stored' as const, blob_id, content, facts, attachment } : { ...known, blob_id }
    const settled = await store.settleUpload({ widget_id, upload_id, outcome })
    const last =
      settled.kind === 'other_blob'
        ? await store.settleUpload({ widget_id, upload_id, outcome: { ...known, blob_id: settled.blob_id } })
        : settled
    if (last.kind === 'settled') return upload_id
    if (tries === MOST_TRIES) {
      const text = `${field}: the stored copy of this picture was removed meanwhile; send it again in 1 s.`
      throw new ChatError('storage_unavailable', text, { retryAfterMs: 1_000 })
    }
  }
}

async function blobFor(
  deps: Deps,
  author: { widget_id: number; user_id: string },
  { bytes, content, field }: { bytes: Uint8Array; content: string; field: string },
): Promise<{ blob_id: string; facts: BlobFacts; isNew: boolean }> {
  const { store, files } = deps
  const { widget_id } = author
  const known = await store.blobOf(widget_id, content)
  if (known) return { ...known, isNew: false }
  mustBeInDailyQuota(files, widget_id, field)
  const id = randomFileId()
  try {
    const inspected = await files.turns.run(author, () => files.intake.look(id, bytes))
    const { facts } = inspected
    if (facts.kind !== 'image') throw new ChatError('file_broken', 'it is not a picture')
    const blob_id = await storeBlob(deps, widget_id, inspected, await bytesAllowed(deps, widget_id))
    return { blob_id, facts, isNew: true }
  } catch (error) {
    if (!(error instanceof ChatError) || !OF_PICTURE.has(error.code)) throw error
    throw new ChatError(error.code, `${field}: ${error.message}`, { field })
  } finally {
    await files.intake.remove(id)
  }
}

/** Each new picture costs a process up to seconds of work. @throws ChatError quota_exceeded */
function mustBeInDailyQuota({ limits, dayRate }: Deps['files'], widget_id: number, field: string): void {
  const most = limits.CARD_PICTURES_PER_DAY
  const wait = dayRate.take(`card pictures ${widget_id}`, aDay(most))
  if (wait === 0) return
  const text = `${field}: the site may give a widget ${most} new pictures a day`
  throw new ChatError('quota_exceeded', text, { field, retryAfterMs: wait })
}
