import { HELD_UPLOAD_EXPIRES } from '../../../chat/attachments/file.ts'
import type { CreateUpload } from '../../../chat/ports.ts'
import { toStored } from '../../../input/old-names.ts'
import { setUnused } from '../set-unused.ts'
import { oneByOne } from '../write.ts'

/** Uploads whose time is over don't count: the clean-up removes them. */
export const createUpload = oneByOne<CreateUpload & { at: number }, 'created' | 'too_many'>(
  async (db, input, { UPLOADS_AT_ONCE: most }) => {
    if (most > 0 && !input.anyNumber) {
      const waiting = await db
        .selectFrom('upload')
        .select('id')
        .where('widget_id', '=', input.widget_id)
        .where('user_id', '=', input.user_id)
        .where('expires_at', '>', input.at)
        // HELD_PER_USER limits those of held messages
        .where('expires_at', '!=', HELD_UPLOAD_EXPIRES)
        .where('state', '!=', 'refused')
        .limit(most)
        .execute()
      if (waiting.length >= most) return 'too_many'
    }
    await db
      .insertInto('upload')
      .values({
        widget_id: input.widget_id,
        id: input.upload_id,
        room_id: input.room_id,
        user_id: input.user_id,
        size: input.size,
        wish: toStored(input.wish),
        state: 'open',
        created_at: input.at,
        expires_at: input.expires_at,
      })
      .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doNothing())
      .execute()
    return 'created'
  },
)

/** Removes an upload. A file that a message has taken is not an upload any more, and stays. */
export const removeUpload = oneByOne<{ widget_id: number; upload_id: string; at: number }, void>(async (db, input) => {
  const removed = await db
    .deleteFrom('upload')
    .where('widget_id', '=', input.widget_id)
    .where('id', '=', input.upload_id)
    // a held message has taken it
    .where('expires_at', '!=', HELD_UPLOAD_EXPIRES)
    .returning('blob_id')
    .executeTakeFirst()
  await setUnused(db, input, [removed?.blob_id ?? null])
})
