import type { Kysely } from 'kysely'
import type { ReserveBlob } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

/** A blob counts from its reservation on, so that uploads at the same time can't pass the limit together. */
export const reserveBlob = oneByOne<ReserveBlob & { at: number }, 'reserved' | 'quota_exceeded'>(async (db, input) => {
  const { widget_id, blob_id, size, mostBytes, at } = input
  const before = await db.selectFrom('file_usage').select('bytes').where('widget_id', '=', widget_id).executeTakeFirst()
  if (mostBytes > 0 && (before?.bytes ?? 0) + size > mostBytes) return 'quota_exceeded'
  await addUsage(db, widget_id, size)
  await db
    .insertInto('blob')
    .values({ widget_id, id: blob_id, content: `new ${blob_id}`, size, facts: '{}', unused_since: at })
    .execute()
  return 'reserved'
})

/** @param size negative where bytes go */
async function addUsage(db: Kysely<Database>, widget_id: number, size: number): Promise<void> {
  await db
    .insertInto('file_usage')
    .values({ widget_id, bytes: size })
    .onConflict((conflict) =>
      conflict.column('widget_id').doUpdateSet((eb) => ({ bytes: eb('file_usage.bytes', '+', size) })),
    )
    .execute()
}

/** Its bytes are gone. */
export const forgetBlob = oneByOne<{ widget_id: number; blob_id: string }, void>(async (db, { widget_id, blob_id }) => {
  const forgotten = await db
    .deleteFrom('blob')
    .where('widget_id', '=', widget_id)
    .where('id', '=', blob_id)
    .returning('size')
    .executeTakeFirst()
  if (forgotten) await addUsage(db, widget_id, -forgotten.size)
})
