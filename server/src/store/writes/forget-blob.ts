import { addUsage } from './reserve-blob.ts'
import { oneByOne } from './write.ts'

/** Its bytes are gone. */
export const forgetBlob = oneByOne<{ widgetId: number; blobId: string }, void>(async (db, { widgetId, blobId }) => {
  const forgotten = await db
    .deleteFrom('blob')
    .where('widget_id', '=', widgetId)
    .where('id', '=', blobId)
    .returning('size')
    .executeTakeFirst()
  if (forgotten) await addUsage(db, widgetId, -forgotten.size)
})
