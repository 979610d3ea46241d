import type { Kysely } from 'kysely'
import type { SettleOutcome, SettleUpload } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

type Stored = SettleUpload['outcome'] & { kind: 'stored' }

/** Settling twice has the effect of the first time. */
export const settleUpload = oneByOne<SettleUpload, SettleOutcome>(async (db, input) => {
  const { widget_id, upload_id, outcome } = input
  const found = await db
    .selectFrom('upload')
    .select('state')
    .where('widget_id', '=', widget_id)
    .where('id', '=', upload_id)
    .executeTakeFirst()
  if (!found) return { kind: 'upload_not_found' }
  if (found.state !== 'open') return { kind: 'settled' }
  switch (outcome.kind) {
    case 'refused':
      await setUpload(db, input, { state: 'refused', error: outcome.error })
      return { kind: 'settled' }
    case 'known':
      if (!(await takeBlob(db, widget_id, outcome.blob_id, {}))) return { kind: 'blob_gone' }
      break
    case 'stored': {
      const twin = await twinOf(db, widget_id, outcome)
      if (twin !== null) return { kind: 'other_blob', blob_id: twin }
      const columns = { content: outcome.content, facts: JSON.stringify(outcome.facts) }
      if (!(await takeBlob(db, widget_id, outcome.blob_id, columns))) return { kind: 'blob_gone' }
    }
  }
  await setUpload(db, input, {
    state: 'ready',
    blob_id: outcome.blob_id,
    attachment: JSON.stringify(outcome.attachment),
  })
  return { kind: 'settled' }
})

/** The blob that has this content already; null: none, or it is this one. */
export async function twinOf(
  db: Kysely<Database>,
  widget_id: number,
  { content, blob_id }: Pick<Stored, 'content' | 'blob_id'>,
): Promise<string | null> {
  const twin = await db
    .selectFrom('blob')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('content', '=', content)
    .executeTakeFirst()
  return twin && twin.id !== blob_id ? twin.id : null
}

/** Protects a blob from the clean-up. @returns true if the blob exists and the clean-up has not begun to remove it */
export async function takeBlob(
  db: Kysely<Database>,
  widget_id: number,
  blob_id: string,
  columns: Partial<Pick<Database['blob'], 'content' | 'facts'>>,
): Promise<boolean> {
  const taken = await db
    .updateTable('blob')
    .set({ ...columns, unused_since: null })
    .where('widget_id', '=', widget_id)
    .where('id', '=', blob_id)
    .where('content', '!=', `gone ${blob_id}`)
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

async function setUpload(
  db: Kysely<Database>,
  { widget_id, upload_id }: SettleUpload,
  columns: Partial<Pick<Database['upload'], 'state' | 'error' | 'blob_id' | 'attachment'>>,
): Promise<void> {
  await db.updateTable('upload').set(columns).where('widget_id', '=', widget_id).where('id', '=', upload_id).execute()
}
