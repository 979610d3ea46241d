import type { Kysely } from 'kysely'
import type { Database } from '../schema/schema.ts'

/** A name of these blobs was taken away: the clean-up will see whether they have another. */
export async function setUnused(
  db: Kysely<Database>,
  { widgetId, at }: { widgetId: number; at: number },
  blobIds: readonly (string | null)[],
): Promise<void> {
  const ids = [...new Set(blobIds)].filter((id) => id !== null)
  if (ids.length === 0) return
  await db
    .updateTable('blob')
    .set({ unused_since: at })
    .where('widget_id', '=', widgetId)
    .where('id', 'in', ids.sort())
    .execute()
}

/** From now on nobody gets this file: a part of a message that is not one of its attachments. */
export async function forgetFile(
  db: Kysely<Database>,
  { widgetId, at }: { widgetId: number; at: number },
  fileId: string,
): Promise<void> {
  const gone = await db
    .deleteFrom('attachment')
    .where('widget_id', '=', widgetId)
    .where('id', '=', fileId)
    .returning('blob_id')
    .executeTakeFirst()
  if (gone) await setUnused(db, { widgetId, at }, [gone.blob_id])
}
