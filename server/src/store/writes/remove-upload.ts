import { HELD_UPLOAD_EXPIRES } from '../../chat/attachments/file.ts'
import { setUnused } from './set-unused.ts'
import { oneByOne } from './write.ts'

/** What a message has taken is no upload any more, and stays. */
export const removeUpload = oneByOne<{ widgetId: number; uploadId: string; at: number }, void>(async (db, input) => {
  const removed = await db
    .deleteFrom('upload')
    .where('widget_id', '=', input.widgetId)
    .where('id', '=', input.uploadId)
    // a held message has taken it
    .where('expires_at', '!=', HELD_UPLOAD_EXPIRES)
    .returning('blob_id')
    .executeTakeFirst()
  await setUnused(db, input, [removed?.blob_id ?? null])
})
