import { oneByOne } from './write.ts'

/** `name` is not null in the table; until the site describes the user, the id is the name. */
export const touchUser = oneByOne<{ widgetId: number; userId: string }, void>(async (db, { widgetId, userId }) => {
  await db
    .insertInto('chat_user')
    .values({ widget_id: widgetId, id: userId, name: userId, role: 'user', profiles: '{}', extra: '{}' })
    .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doNothing())
    .execute()
})
