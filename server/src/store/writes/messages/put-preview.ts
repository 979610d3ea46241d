import type { ChangeOutcome, PutPreview, PutPreviewOutcome } from '../../../chat/ports.ts'
import { partsOf, storedParts, toMessage } from '../../schema/rows.ts'
import { takeBlob, twinOf } from '../files/settle-upload.ts'
import { forgetFile } from '../set-unused.ts'
import { oneByOne } from '../write.ts'
import { changeRow, findMessage, findOwn } from './change-message.ts'

/** A message that was edited or deleted meanwhile, or has a preview, stays as it is. */
export const putPreview = oneByOne<PutPreview, PutPreviewOutcome>(async (db, input, _limits, finish) => {
  const { widget_id, room_id, seq, preview, picture } = input
  const found = await findMessage(db, input)
  if (!found || found.deleted_at !== null || found.edited_at !== input.edited_at) return { kind: 'gone' }
  const before = toMessage(found)
  if (before.preview) return { kind: 'unchanged', message: before }
  if (picture) {
    const { blob_id, file_id, content, facts } = picture
    const twin = await twinOf(db, widget_id, { content, blob_id })
    const used = twin ?? blob_id
    const columns = twin === null ? { content, facts: JSON.stringify(facts) } : {}
    if (!(await takeBlob(db, widget_id, used, columns))) return { kind: 'blob_gone' }
    await db
      .insertInto('attachment')
      .values({ widget_id, id: file_id, room_id, seq, name: 'preview.webp', blob_id: used })
      .execute()
  }
  return changeRow(db, input, { parts: storedParts({ ...partsOf(found), preview }) }, finish)
})

/** Only the sender removes it. */
export const removePreview = oneByOne<
  { widget_id: number; room_id: number; seq: number; sender_id: string; at: number },
  ChangeOutcome
>(async (db, input, _limits, finish) => {
  const found = await findOwn(db, input)
  if (!found) return { kind: 'refused', reason: 'room_not_found' }
  if (!found.message || found.message.deleted_at !== null) return { kind: 'refused', reason: 'message_not_found' }
  const { preview, ...parts } = partsOf(found.message)
  if (!preview) return { kind: 'unchanged', message: toMessage(found.message) }
  if (preview.picture) await forgetFile(db, input, preview.picture.file_id)
  return changeRow(db, input, { parts: storedParts(parts) }, finish)
})
