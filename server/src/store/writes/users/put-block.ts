import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import { blockKey } from '../../../chat/own-state/own-item.ts'
import type { PutBlock, PutBlockOutcome } from '../../../chat/ports.ts'
import { blocksBetween, blocksOf } from '../../reads/blocks.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'

type Input = PutBlock & { at: number }

/**
 * Blocks or unblocks a user, and marks the pair's dialogs. The widget's lock keeps a new dialog of the pair from being
 * made meanwhile.
 */
export const putBlock = oneByOne<Input, PutBlockOutcome>(async (db, input, { BLOCKED_PER_USER: most }) => {
  const { widget_id, user_id, peer_id, blocked, at } = input
  const key = blockKey(peer_id)
  const known = await db
    .selectFrom('own_item')
    .select(['user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', '=', key)
    .executeTakeFirst()
  const isBlocked = known != null && known.value !== null
  if (known && isBlocked === blocked) return { kind: 'put', item: { key, ...known }, changed: false, rooms: [] }
  if (blocked && most > 0) {
    const page = await blocksOf(db, widget_id, user_id, { cursor: null, limit: most })
    if (page.length >= most) return { kind: 'full', most }
  }
  const value = blocked ? JSON.stringify(at) : null
  const { item } = await putItem(db, { widget_id, user_id, key, value })
  const [still] = blocked ? [peer_id] : await blocksBetween(db, widget_id, user_id, [peer_id])
  return { kind: 'put', item, changed: true, rooms: await markDialogs(db, input, still !== undefined) }
})

async function markDialogs(
  db: Kysely<Database>,
  { widget_id, user_id, peer_id }: Input,
  blocked: boolean,
): Promise<number[]> {
  const rooms = await db
    .selectFrom('member as me')
    .innerJoin('member as peer', (join) =>
      join.onRef('peer.widget_id', '=', 'me.widget_id').onRef('peer.room_id', '=', 'me.room_id'),
    )
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .where('peer.user_id', '=', peer_id)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .select(['r.id', 'r.blocked'])
    .execute()
  const mark = blocked ? 1 : 0
  const changed = rooms.filter((room) => room.blocked !== mark).map(({ id }) => id)
  for (const room_id of changed) {
    await db
      .updateTable('room')
      .set({ blocked: mark })
      .where('widget_id', '=', widget_id)
      .where('id', '=', room_id)
      .execute()
  }
  return changed
}
