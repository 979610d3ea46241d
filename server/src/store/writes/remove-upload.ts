import { oneByOne } from './write.ts'

/** What a message has taken is no upload any more, and stays. */
export const removeUpload = oneByOne<{ widgetId: number; uploadId: string }, void>(
  async (db, { widgetId, uploadId }) => {
    await db.deleteFrom('upload').where('widget_id', '=', widgetId).where('id', '=', uploadId).execute()
  },
)
