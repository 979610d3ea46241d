import type { Kysely } from 'kysely'
import { foldWords } from '../../../chat/users/fold-words.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

interface TouchUser {
  widgetId: number
  userId: string
  at: number
}

/** `name` is not null in the table; until the site describes the user, the id is the name. */
export async function touch(db: Kysely<Database>, { widgetId, userId, at }: TouchUser): Promise<void> {
  await db
    .insertInto('chat_user')
    .values({
      widget_id: widgetId,
      id: userId,
      name: userId,
      role: 'user',
      profiles: '{}',
      extra: '{}',
      folded: foldWords(userId),
      first_seen_at: at,
    })
    .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doNothing())
    .execute()
}

export const touchUser = oneByOne<TouchUser, void>(touch)
