import type { Kysely } from 'kysely'
import type { Database } from '../schema/schema.ts'

/** A name of these blobs was taken away: the clean-up will see whether they have another. */
export async function setUnused(
  db: Kysely<Database>,
  { widget_id, at }: { widget_id: number; at: number },
  blobIds: readonly (string | null)[],
): Promise<void> {
  const ids = [...new Set(blobIds)].filter((id) => id !== null)
  if (ids.length === 0) return
  await db
    .updateTable('blob')
    .set({ unused_since: at })
    .where('widget_id', '=', widget_id)
    .where('id', 'in', ids.sort())
    .execute()
}

/** No user gets this file any more: a part of a message that is not one of its attachments. */
export async function forgetFile(
  db: Kysely<Database>,
  { widget_id, at }: { widget_id: number; at: number },
  file_id: string,
): Promise<void> {
  const gone = await db
    .deleteFrom('attachment')
    .where('widget_id', '=', widget_id)
    .where('id', '=', file_id)
    .returning('blob_id')
    .executeTakeFirst()
  if (gone) await setUnused(db, { widget_id, at }, [gone.blob_id])
}
