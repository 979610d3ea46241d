import type { Kysely } from 'kysely'
import { BLOCK_KEYS, blockedUser, blockKey } from '../../chat/own-state/own-item.ts'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'

/** The users among these who block the reader, or whom the reader blocks. */
export async function blocksBetween(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  peerIds: readonly string[],
): Promise<string[]> {
  const rows = await forRows(
    db,
    'blocks between users',
    { widget_id: 'integer', user_id: 'text', key: 'text', peer_id: 'text' },
    [...new Set(peerIds)].flatMap((peer_id) => [
      { widget_id, user_id, key: blockKey(peer_id), peer_id },
      { widget_id, user_id: peer_id, key: blockKey(user_id), peer_id },
    ]),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id, key, peer_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('own_item as o')
        .whereRef('o.widget_id', '=', 'wanted.widget_id')
        .whereRef('o.user_id', '=', 'wanted.user_id')
        .whereRef('o.key', '=', 'wanted.key')
        .where('o.value', 'is not', null)
        .select('wanted.peer_id'),
  )
  return [...new Set(rows.map(({ peer_id }) => peer_id))]
}

/** The users that this one blocks, the last blocked first. `cursor`: the `rev` of the page's last one */
export async function blocksOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  { cursor, limit }: { cursor: number | null; limit: number },
): Promise<{ user_id: string; rev: number }[]> {
  const rows = await db
    .selectFrom('own_item')
    .select(['key', 'user_rev as rev'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', 'like', `${BLOCK_KEYS}%`)
    .where('value', 'is not', null)
    .$if(cursor !== null, (query) => query.where('user_rev', '<', cursor ?? 0))
    .orderBy('user_rev', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ key, rev }) => ({ user_id: blockedUser(key), rev }))
}
