import type { Kysely } from 'kysely'
import type { OwnItemRow, PutOwnItem } from '../../chat/ports.ts'
import type { Database } from '../schema.ts'
import { oneByOne } from './write.ts'

/** Putting the same value again changes nothing and takes no `user_rev`. */
export async function putItem(
  db: Kysely<Database>,
  { widgetId, userId, key, value }: PutOwnItem,
): Promise<{ item: OwnItemRow; changed: boolean }> {
  const stored = await db
    .selectFrom('own_item')
    .select(['user_rev', 'value'])
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst()
  if (stored?.value === value) return { item: { key, rev: stored.user_rev, value }, changed: false }
  const { last_rev: rev } = await db
    .insertInto('own_state')
    .values({ widget_id: widgetId, user_id: userId, last_rev: 1 })
    .onConflict((conflict) =>
      conflict.columns(['widget_id', 'user_id']).doUpdateSet((eb) => ({ last_rev: eb('own_state.last_rev', '+', 1) })),
    )
    .returning('last_rev')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('own_item')
    .values({ widget_id: widgetId, user_id: userId, key, user_rev: rev, value })
    .onConflict((conflict) => conflict.columns(['widget_id', 'user_id', 'key']).doUpdateSet({ user_rev: rev, value }))
    .execute()
  return { item: { key, rev, value }, changed: true }
}

export const putOwnItem = oneByOne(putItem)
