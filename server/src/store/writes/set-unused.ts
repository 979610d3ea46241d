import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'

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
