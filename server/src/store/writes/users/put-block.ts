import { ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { blockKey } from '../../../chat/own-state/own-item.ts'
import type { PutBlock, PutBlockOutcome } from '../../../chat/ports.ts'
import { blocksBetween, blocksOf } from '../../reads/blocks.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'

/** `mostBlocked`: users that one user may block; 0: no limit */
type Input = PutBlock & { mostBlocked: number; at: number }

/**
 * Blocks or unblocks a user, and marks the pair's dialogs. The widget's lock keeps a new dialog of the pair from being
 * made meanwhile.
 */
export const putBlock = oneByOne<Input, PutBlockOutcome>(async (db, input) => {
  const { widgetId, userId, peerId, blocked, mostBlocked, at } = input
  const key = blockKey(peerId)
  const known = await db
    .selectFrom('own_item')
    .select(['user_rev as rev', 'value'])
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst()
  const isBlocked = known != null && known.value !== null
  if (known && isBlocked === blocked) return { kind: 'put', item: { key, ...known }, changed: false, rooms: [] }
  if (blocked && mostBlocked > 0) {
    const page = await blocksOf(db, widgetId, userId, { cursor: null, limit: mostBlocked })
    if (page.length >= mostBlocked) return { kind: 'full', most: mostBlocked }
  }
  const value = blocked ? JSON.stringify(at) : null
  const { item } = await putItem(db, { widgetId, userId, key, value })
  const [still] = blocked ? [peerId] : await blocksBetween(db, widgetId, userId, [peerId])
  return { kind: 'put', item, changed: true, rooms: await markDialogs(db, input, still !== undefined) }
})

async function markDialogs(
  db: Kysely<Database>,
  { widgetId, userId, peerId }: Input,
  blocked: boolean,
): Promise<number[]> {
  const rooms = await db
    .selectFrom('member as me')
    .innerJoin('member as peer', (join) =>
      join.onRef('peer.widget_id', '=', 'me.widget_id').onRef('peer.room_id', '=', 'me.room_id'),
    )
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('peer.user_id', '=', peerId)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .select(['r.id', 'r.blocked'])
    .execute()
  const mark = blocked ? 1 : 0
  const changed = rooms.filter((room) => room.blocked !== mark).map(({ id }) => id)
  for (const roomId of changed) {
    await db
      .updateTable('room')
      .set({ blocked: mark })
      .where('widget_id', '=', widgetId)
      .where('id', '=', roomId)
      .execute()
  }
  return changed
}
