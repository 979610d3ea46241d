import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { Job, SettleUpload } from '../ports.ts'
import { bytesAllowed, mustBeKind, randomFileId } from './create-upload.ts'
import { attachmentOf, type BlobFacts, type Upload, type Variant } from './file.ts'
import { type InspectedFile, storageKey } from './ports.ts'

type Deps = Pick<ChatDeps, 'store' | 'widgets' | 'files'>

export const PROCESS_UPLOAD = 'upload.process'

/** Errors that belong to the file: it is refused for good. */
const FINAL = new Set(['file_broken', 'file_type_refused', 'picture_too_large', 'quota_exceeded'])

/**
 * The job: checks the file, makes its variants and stores them durably. Running it twice has the effect of once.
 * @throws Error for a failure that may pass, such as a storage that can't be reached
 */
export async function processUpload(deps: Deps, { widget_id, payload }: Job, moved: () => void): Promise<void> {
  const { upload_id } = payload as { upload_id: string }
  // A run that was given up may still be at work, on the same files of this machine.
  await deps.files.processing.oneAtATime(upload_id, () => processAlone(deps, widget_id, upload_id, moved))
}

async function processAlone(deps: Deps, widget_id: number, upload_id: string, moved: () => void): Promise<void> {
  const { store, files } = deps
  const upload = await store.upload(widget_id, upload_id)
  try {
    const isOpen = upload?.state === 'open'
    if (isOpen && (await files.intake.received(upload_id, upload.size)) !== null) await settle(deps, upload, moved)
    // the requests that wait for the file do not wait for the removal of its parts
    files.processing.settle(upload_id)
    await files.intake.remove(upload_id)
  } catch (error) {
    // the job runs again later, and these files may be the reason why the disk is full
    await files.intake.removeMade(upload_id)
    files.processing.settle(upload_id, error)
    // the client sends the rest, and asks again
    if (error instanceof ChatError && error.code === 'upload_unfinished') return
    throw error
  }
}

async function settle(deps: Deps, upload: Upload, moved: () => void): Promise<void> {
  const { store } = deps
  const { widget_id, upload_id } = upload
  try {
    await storeFile(deps, upload, moved)
  } catch (error) {
    if (!(error instanceof ChatError) || !FINAL.has(error.code)) throw error
    await store.settleUpload({ widget_id, upload_id, outcome: { kind: 'refused', error: error.code } })
  }
}

async function storeFile(deps: Deps, upload: Upload, moved: () => void): Promise<void> {
  const { store, files } = deps
  const { widget_id, upload_id, wish } = upload
  const { file_kinds } = await settingsOf(deps, widget_id)
  const put = (outcome: SettleUpload['outcome']) => store.settleUpload({ widget_id, upload_id, outcome })
  const content = `${wish.kind ?? 'by content'} ${await files.intake.digest(upload_id, upload.size, moved)}`
  const known = await store.blobOf(widget_id, content)
  if (known) {
    mustBeKind(file_kinds, known.facts.kind)
    mustBeVoice(upload, known.facts)
    if ((await put(asKnown(upload, known.blob_id, known.facts))).kind !== 'blob_gone') return
  }
  moved()
  const inspected = await files.intake.inspect(upload_id, wish, moved)
  moved()
  const { facts } = inspected
  mustBeKind(file_kinds, facts.kind)
  mustBeVoice(upload, facts)
  const blob_id = await storeBlob(deps, widget_id, inspected, await bytesAllowed(deps, widget_id), moved)
  const attachment = attachmentOf(upload, facts)
  const outcome = await put({ kind: 'stored', blob_id, content, facts, attachment })
  const last = outcome.kind === 'other_blob' ? await put(asKnown(upload, outcome.blob_id, facts)) : outcome
  if (last.kind === 'blob_gone') {
    const text = 'upload_id: the stored copy of this content was removed meanwhile; finish the upload again in 1 s.'
    throw new ChatError('storage_unavailable', text, { retryAfterMs: 1_000 })
  }
}

/**
 * The database knows of the blob before its bytes are stored, so that nothing is left over, whenever the server dies.
 */
export async function storeBlob(
  { store, files }: Pick<Deps, 'store' | 'files'>,
  widget_id: number,
  { facts, paths }: InspectedFile,
  mostBytes: number,
  moved?: () => void,
): Promise<string> {
  const blob_id = randomFileId()
  const { original, thumb } = facts.variants
  const size = original.size + (thumb?.size ?? 0)
  if ((await store.reserveBlob({ widget_id, blob_id, size, mostBytes })) === 'quota_exceeded') {
    throw new ChatError('quota_exceeded', `The files of this widget may take ${mostBytes} bytes.`)
  }
  const put = (variant: Variant, path: string) =>
    files.storage.put(storageKey(widget_id, blob_id, variant), path, moved)
  await Promise.all([put('original', paths.original), paths.thumb !== undefined && put('thumb', paths.thumb)])
  return blob_id
}

/**
 * The site allows voice messages apart from files: a user who may send only those must not send a file under their
 * name.
 * @throws ChatError file_type_refused
 */
function mustBeVoice({ wish }: Upload, { kind }: BlobFacts): void {
  if (wish.kind !== 'voice' || kind === 'voice') return
  throw new ChatError('file_type_refused', 'The file is not a voice message.', { field: 'kind' })
}

const asKnown = (upload: Upload, blob_id: string, facts: BlobFacts): SettleUpload['outcome'] => ({
  kind: 'known',
  blob_id,
  attachment: attachmentOf(upload, facts),
})
