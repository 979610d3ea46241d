import type { Kysely } from 'kysely'
import { HELD_KEYS, STAR_KEYS, starsOf } from '../../chat/own-state/own-item.ts'
import type { OwnItemRow } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'

/** Items that changed after `rev`, by rev. */
export async function ownItems(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  rev: number,
  limit: number,
): Promise<OwnItemRow[]> {
  return db
    .selectFrom('own_item')
    .select(['key', 'user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('user_rev', '>', rev)
    .orderBy('user_rev')
    .limit(limit)
    .execute()
}

/** The newest rev of each given user who has an own state. */
export async function ownRevs(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<{ user_id: string; rev: number }[]> {
  return forRows(
    db,
    'own revs',
    { widget_id: 'integer', id: 'text' },
    user_ids.map((id) => ({ widget_id, id })),
    (wanted) =>
      db
        .with('wanted(widget_id, id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('own_state as o')
        .whereRef('o.widget_id', '=', 'wanted.widget_id')
        .whereRef('o.user_id', '=', 'wanted.id')
        .select(['o.user_id', 'o.last_rev as rev']),
  )
}

/** Those of these keys that are not taken back. */
export async function ownItemsAt(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  keys: readonly string[],
): Promise<OwnItemRow[]> {
  if (keys.length === 0) return []
  return db
    .selectFrom('own_item')
    .select(['key', 'user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', 'in', [...keys])
    .where('value', 'is not', null)
    .execute()
}

/** Of each room in which messages of the user are held. */
export async function heldItems(db: Kysely<Database>, widget_id: number, user_id: string): Promise<OwnItemRow[]> {
  return db
    .selectFrom('own_item')
    .select(['key', 'user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', 'like', `${HELD_KEYS}%`)
    .where('value', 'is not', null)
    .execute()
}

/** The user's starred messages, the last starred first. */
export async function starred(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
): Promise<{ room_id: number; seq: number; at: number }[]> {
  const rows = await db
    .selectFrom('own_item')
    .select(['key', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', 'like', `${STAR_KEYS}%`)
    .where('value', 'is not', null)
    .execute()
  return rows
    .flatMap(({ key, value }) => {
      const room_id = Number(key.slice(STAR_KEYS.length))
      return starsOf(value).map(([seq, at]) => ({ room_id, seq, at }))
    })
    .sort((a, b) => b.at - a.at || b.room_id - a.room_id || b.seq - a.seq)
}
