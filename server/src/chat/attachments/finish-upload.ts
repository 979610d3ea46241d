import { type Attachment, ChatError } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import { settingsOf } from '../messages/admit-message.ts'
import type { SettleOutcome, SettleUpload } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { bytesAllowed, mustBeKind, randomFileId } from './create-upload.ts'
import { attachmentOf, type BlobFacts, type Upload } from './file.ts'
import { type InspectedFile, storageKey } from './ports.ts'

type Parts = Pick<ChatParts, 'store' | 'widgets' | 'clock' | 'files' | 'log'>

/** Errors that belong to the file: it is refused for good. */
const FINAL = new Set(['file_broken', 'file_type_refused', 'picture_too_large'])

/**
 * Checks the received file, makes its variants and stores them durably.
 * @throws ChatError upload_not_found, upload_unfinished, file_type_refused, file_broken, picture_too_large,
 * quota_exceeded, storage_unavailable
 */
export async function finishUpload(parts: Parts, principal: UserPrincipal, uploadId: string): Promise<Attachment> {
  const { files } = parts
  const upload = await ownUpload(parts, principal, uploadId)
  if (upload.state === 'open') {
    const key = `${upload.widgetId}/${uploadId}`
    const running = files.finishing.get(key) ?? settle(parts, upload).finally(() => files.finishing.delete(key))
    files.finishing.set(key, running)
    await running
  }
  const { attachment, error } = await ownUpload(parts, principal, uploadId)
  if (error !== null) throw new ChatError(error, `The file was refused: ${error}.`)
  if (attachment === null) throw new ChatError('upload_unfinished', 'The file is not finished.')
  return attachment
}

/** @throws ChatError upload_not_found */
async function ownUpload({ store, clock }: Parts, { widgetId, userId }: UserPrincipal, uploadId: string) {
  const upload = await store.upload(widgetId, uploadId)
  if (!upload || upload.userId !== userId || upload.expiresAt <= clock.now()) {
    throw new ChatError('upload_not_found', 'There is no such upload of yours.', { field: 'upload_id' })
  }
  return upload
}

async function settle(parts: Parts, upload: Upload): Promise<void> {
  const { store, files } = parts
  const { widgetId, uploadId, size } = upload
  const received = await files.intake.received(uploadId)
  if (received === null) throw new ChatError('upload_not_found', 'The bytes of this upload are gone.')
  if (received < size) {
    throw new ChatError('upload_unfinished', `${received} of ${size} bytes have arrived.`, { field: 'upload_id' })
  }
  const { files_quota_mb, file_kinds } = await settingsOf(parts, widgetId)
  const mostBytes = bytesAllowed(files.limits, files_quota_mb)
  const put = (outcome: SettleUpload['outcome']) => store.settleUpload({ widgetId, uploadId, outcome, mostBytes })
  try {
    const content = `${upload.wish.kind ?? 'by content'} ${await files.intake.digest(uploadId)}`
    const known = await store.blobOf(widgetId, content)
    if (known) {
      mustBeKind(file_kinds, known.facts.kind)
      const outcome = await put(asKnown(upload, known.blobId, known.facts))
      if (outcome.kind !== 'blob_gone') return
    }
    const inspected = await files.intake.inspect(uploadId, upload.wish)
    mustBeKind(file_kinds, inspected.facts.kind)
    await storeBlob(parts, upload, inspected, content, put)
  } catch (error) {
    if (!(error instanceof ChatError) || !FINAL.has(error.code)) throw error
    await put({ kind: 'refused', error: error.code })
  }
  await files.intake.remove(uploadId)
}

/** The bytes are durable before the store knows of them. What the store does not take is removed again. */
async function storeBlob(
  { files }: Parts,
  upload: Upload,
  { facts, paths }: InspectedFile,
  content: string,
  put: (outcome: SettleUpload['outcome']) => Promise<SettleOutcome>,
): Promise<void> {
  const { widgetId } = upload
  const blobId = randomFileId()
  const original = storageKey(widgetId, blobId, 'original')
  const thumb = storageKey(widgetId, blobId, 'thumb')
  if (paths.thumb !== undefined) await files.storage.put(thumb, paths.thumb)
  await files.storage.put(original, paths.original)
  const size = facts.variants.original.size + (facts.variants.thumb?.size ?? 0)
  const attachment = attachmentOf(upload, facts)
  const outcome = await put({ kind: 'stored', blobId, content, size, facts, attachment })
  if (outcome.kind === 'settled') return
  await files.storage.remove(original)
  if (paths.thumb !== undefined) await files.storage.remove(thumb)
  if (outcome.kind !== 'other_blob') return
  const again = await put(asKnown(upload, outcome.blobId, facts))
  if (again.kind === 'blob_gone') throw new ChatError('storage_unavailable', 'Try again.', { retryAfterMs: 1_000 })
}

const asKnown = (upload: Upload, blobId: string, facts: BlobFacts): SettleUpload['outcome'] => ({
  kind: 'known',
  blobId,
  attachment: attachmentOf(upload, facts),
})
