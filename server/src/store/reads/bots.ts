import type { BotReceives } from '@imbachat/protocol/users/user'
import type { Kysely } from 'kysely'
import type { Database } from '../schema/schema.ts'

/** Those of these users that are bots, with what they receive. */
export async function botsAmong(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<Map<string, BotReceives>> {
  const rows = await db
    .selectFrom('chat_user')
    .select(['id', 'bot'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', [...new Set(user_ids)])
    .where('bot', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ id, bot }) => (bot === null ? [] : [[id, bot] as const])))
}
