import type { Kysely } from 'kysely'
import type { SettleOutcome, SettleUpload } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

type Stored = SettleUpload['outcome'] & { kind: 'stored' }

/** Settling twice has the effect of the first time. */
export const settleUpload = oneByOne<SettleUpload, SettleOutcome>(async (db, input) => {
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
      if (!(await takeBlob(db, widgetId, outcome.blobId, {}))) return { kind: 'blob_gone' }
      break
    case 'stored': {
      const twin = await twinOf(db, widgetId, outcome)
      if (twin !== null) return { kind: 'other_blob', blobId: twin }
      const columns = { content: outcome.content, facts: JSON.stringify(outcome.facts) }
      if (!(await takeBlob(db, widgetId, outcome.blobId, columns))) return { kind: 'blob_gone' }
    }
  }
  await setUpload(db, input, {
    state: 'ready',
    blob_id: outcome.blobId,
    attachment: JSON.stringify(outcome.attachment),
  })
  return { kind: 'settled' }
})

/** The blob that has this content already; null: none, or it is this one. */
export async function twinOf(
  db: Kysely<Database>,
  widgetId: number,
  { content, blobId }: Pick<Stored, 'content' | 'blobId'>,
): Promise<string | null> {
  const twin = await db
    .selectFrom('blob')
    .select('id')
    .where('widget_id', '=', widgetId)
    .where('content', '=', content)
    .executeTakeFirst()
  return twin && twin.id !== blobId ? twin.id : null
}

/** @returns whether the blob is there and the clean-up has not begun with it; from now on it does not */
export async function takeBlob(
  db: Kysely<Database>,
  widgetId: number,
  blobId: string,
  columns: Partial<Pick<Database['blob'], 'content' | 'facts'>>,
): Promise<boolean> {
  const taken = await db
    .updateTable('blob')
    .set({ ...columns, unused_since: null })
    .where('widget_id', '=', widgetId)
    .where('id', '=', blobId)
    .where('content', '!=', `gone ${blobId}`)
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

async function setUpload(
  db: Kysely<Database>,
  { widgetId, uploadId }: SettleUpload,
  columns: Partial<Pick<Database['upload'], 'state' | 'error' | 'blob_id' | 'attachment'>>,
): Promise<void> {
  await db.updateTable('upload').set(columns).where('widget_id', '=', widgetId).where('id', '=', uploadId).execute()
}
