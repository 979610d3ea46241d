import type { Kysely } from 'kysely'
import type { ReserveBlob } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

/** A blob counts from its reservation on, so that uploads at the same time can't pass the limit together. */
export const reserveBlob = oneByOne<ReserveBlob & { at: number }, 'reserved' | 'quota_exceeded'>(async (db, input) => {
  const { widgetId, blobId, size, mostBytes, at } = input
  const before = await db.selectFrom('file_usage').select('bytes').where('widget_id', '=', widgetId).executeTakeFirst()
  if (mostBytes > 0 && (before?.bytes ?? 0) + size > mostBytes) return 'quota_exceeded'
  await addUsage(db, widgetId, size)
  await db
    .insertInto('blob')
    .values({ widget_id: widgetId, id: blobId, content: `new ${blobId}`, size, facts: '{}', unused_since: at })
    .execute()
  return 'reserved'
})

/** @param size negative where bytes go */
async function addUsage(db: Kysely<Database>, widgetId: number, size: number): Promise<void> {
  await db
    .insertInto('file_usage')
    .values({ widget_id: widgetId, bytes: size })
    .onConflict((conflict) =>
      conflict.column('widget_id').doUpdateSet((eb) => ({ bytes: eb('file_usage.bytes', '+', size) })),
    )
    .execute()
}

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
