import type { Kysely } from 'kysely'
import type { SettleOutcome, SettleUpload } from '../../chat/ports.ts'
import type { Database } from '../schema.ts'
import { oneByOne } from './write.ts'

type Input = SettleUpload & { at: number }
type Stored = SettleUpload['outcome'] & { kind: 'stored' }

/** Settling twice has the effect of the first time. */
export const settleUpload = oneByOne<Input, SettleOutcome>(async (db, input) => {
  const { widgetId, uploadId, outcome } = input
  const found = await db
    .selectFrom('upload')
    .select('state')
    .where('widget_id', '=', widgetId)
    .where('id', '=', uploadId)
    .executeTakeFirst()
  if (!found) return { kind: 'upload_not_found' }
  if (found.state !== 'open') return { kind: 'settled' }
  switch (outcome.kind) {
    case 'refused':
      await setUpload(db, input, { state: 'refused', error: outcome.error })
      return { kind: 'settled' }
    case 'known':
      if (!(await useBlob(db, input, outcome.blobId))) return { kind: 'blob_gone' }
      break
    case 'stored': {
      const refusal = await addBlob(db, input, outcome)
      if (refusal) return refusal
    }
  }
  await setUpload(db, input, {
    state: 'ready',
    blob_id: outcome.blobId,
    attachment: JSON.stringify(outcome.attachment),
  })
  return { kind: 'settled' }
})

/**
 * Takes the blob's row, so that the clean-up, which looks at `used_at`, leaves it.
 * @returns whether it is still there
 */
async function useBlob(db: Kysely<Database>, { widgetId, at }: Input, blobId: string): Promise<boolean> {
  const used = await db
    .updateTable('blob')
    .set({ used_at: at })
    .where('widget_id', '=', widgetId)
    .where('id', '=', blobId)
    .returning('id')
    .executeTakeFirst()
  return used !== undefined
}

async function addBlob(db: Kysely<Database>, input: Input, blob: Stored): Promise<SettleOutcome | null> {
  const { widgetId, mostBytes, at } = input
  const twin = await db
    .selectFrom('blob')
    .select('id')
    .where('widget_id', '=', widgetId)
    .where('content', '=', blob.content)
    .executeTakeFirst()
  if (twin) return twin.id === blob.blobId ? null : { kind: 'other_blob', blobId: twin.id }
  const { bytes } = await db
    .insertInto('file_usage')
    .values({ widget_id: widgetId, bytes: blob.size })
    .onConflict((conflict) =>
      conflict.column('widget_id').doUpdateSet((eb) => ({ bytes: eb('file_usage.bytes', '+', blob.size) })),
    )
    .returning('bytes')
    .executeTakeFirstOrThrow()
  if (mostBytes > 0 && bytes > mostBytes) {
    await db
      .updateTable('file_usage')
      .set((eb) => ({ bytes: eb('bytes', '-', blob.size) }))
      .where('widget_id', '=', widgetId)
      .execute()
    await setUpload(db, input, { state: 'refused', error: 'quota_exceeded' })
    return { kind: 'quota_exceeded' }
  }
  await db
    .insertInto('blob')
    .values({
      widget_id: widgetId,
      id: blob.blobId,
      content: blob.content,
      size: blob.size,
      facts: JSON.stringify(blob.facts),
      used_at: at,
    })
    .execute()
  return null
}

async function setUpload(
  db: Kysely<Database>,
  { widgetId, uploadId }: Input,
  columns: Partial<Pick<Database['upload'], 'state' | 'error' | 'blob_id' | 'attachment'>>,
): Promise<void> {
  await db.updateTable('upload').set(columns).where('widget_id', '=', widgetId).where('id', '=', uploadId).execute()
}
