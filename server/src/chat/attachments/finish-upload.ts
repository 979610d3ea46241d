import { type Attachment, ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { Uploader } from './create-upload.ts'
import type { Upload } from './file.ts'
import { mustBeAllowedToUpload } from './may-upload.ts'
import { PROCESS_UPLOAD } from './process-upload.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock' | 'files' | 'jobs'>

/** Milliseconds that a request waits for the job, and between two checks whether another node finished it. */
const PATIENCE = 60_000
const LOOK_EVERY = 1_000

/**
 * Lets a job check the received file and store it durably when it is the user's turn, and waits for that.
 * @throws ChatError upload_not_found, upload_unfinished, file_type_refused, file_broken, picture_too_large,
 * quota_exceeded, storage_unavailable, server_busy; those of `mustBeAllowedToUpload`
 */
export async function finishUpload(deps: Deps, principal: Uploader, upload_id: string): Promise<Attachment> {
  const { files } = deps
  const upload = await ownUpload(deps, principal, upload_id)
  await mustBeAllowedToUpload(deps, { ...upload, kind: upload.wish.kind })
  if (upload.state === 'open') {
    await mustBeComplete(deps, upload)
    await files.turns.run(principal, () => processed(deps, upload))
  }
  // also where the server died after it had stored the file
  else await files.intake.remove(upload_id)
  const { state, attachment, error } = await ownUpload(deps, principal, upload_id)
  // the job may have ended it on another node
  if (state !== 'open') files.announced.end(upload_id)
  if (error !== null) throw new ChatError(error, `The file was refused: ${error}.`)
  if (attachment === null) {
    const text = 'upload_id: the file is still being processed; finish the upload again in 1 s.'
    throw new ChatError('storage_unavailable', text, { retryAfterMs: LOOK_EVERY })
  }
  return attachment
}

/** @throws ChatError upload_not_found */
async function ownUpload(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  { widget_id, user_id }: Uploader,
  upload_id: string,
) {
  const upload = await store.upload(widget_id, upload_id)
  if (!upload || upload.user_id !== user_id || upload.expires_at <= clock.now()) {
    throw new ChatError('upload_not_found', 'There is no such upload of yours.', { field: 'upload_id' })
  }
  return upload
}

/** @throws ChatError upload_not_found, upload_unfinished */
async function mustBeComplete({ files }: Deps, { upload_id, size }: Upload): Promise<void> {
  const received = await files.intake.received(upload_id, size)
  if (received === null) throw new ChatError('upload_not_found', 'The bytes of this upload are gone.')
  if (received >= size) return
  throw new ChatError('upload_unfinished', `${received} of ${size} bytes have arrived.`, { field: 'upload_id' })
}

/** Waits for the job on this node. If another node runs it, waits for its result in the store. */
async function processed(deps: Deps, { widget_id, upload_id }: Upload): Promise<void> {
  const { store, clock, files, jobs } = deps
  const here = files.processing.wait(upload_id)
  let cancel = () => {}
  const elsewhere = new Promise<void>((resolve) => {
    const look = (left: number) => {
      cancel = clock.after(LOOK_EVERY, async () => {
        const upload = await store.upload(widget_id, upload_id).catch(() => null)
        if (upload?.state === 'open' && left > 0) look(left - LOOK_EVERY)
        else resolve()
      })
    }
    look(PATIENCE)
  })
  try {
    await store.addJob({ widget_id, id: `upload ${upload_id}`, kind: PROCESS_UPLOAD, payload: { upload_id } })
    jobs.wake()
    await Promise.race([here.promise, elsewhere])
  } finally {
    here.forget()
    cancel()
  }
}
