import type { Kysely } from 'kysely'
import { foldWords } from '../../../chat/users/fold-words.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

interface TouchUser {
  widget_id: number
  user_id: string
  at: number
}

/** `name` is not null in the table; until the site describes the user, the id is the name. */
export async function touch(db: Kysely<Database>, { widget_id, user_id, at }: TouchUser): Promise<void> {
  await db
    .insertInto('chat_user')
    .values({
      widget_id,
      id: user_id,
      name: user_id,
      role: 'user',
      profiles: '{}',
      extra: '{}',
      folded: foldWords(user_id),
      first_seen_at: at,
    })
    .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doNothing())
    .execute()
}

export const touchUser = oneByOne<TouchUser, void>(touch)
