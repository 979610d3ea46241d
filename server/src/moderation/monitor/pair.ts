import { ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Database } from '../../store/schema/schema.ts'
import type { MonitorFilter } from './watched.ts'

/** Rooms of one user that are considered for a page. */
export const ROOMS_OF_USER = 10_000

export type Pair = [one: string, other: string]

/** @returns the two users of the filter, the one in fewer rooms first; null: it names no pair */
export async function pairOf(
  { store }: Pick<ChatDeps, 'store'>,
  widget_id: number,
  { user, peer }: MonitorFilter,
): Promise<Pair | null> {
  if (user === null || peer === null) return null
  const [ofUser = 0, ofPeer = 0] = await Promise.all(
    [user, peer].map((user_id) => store.roomCountOf(widget_id, user_id, ROOMS_OF_USER)),
  )
  return ofUser <= ofPeer ? [user, peer] : [peer, user]
}

/**
 * Their dialogs, as a part of a query. Reads the rooms of the first one, and looks the other one up in each. A join
 * leaves it to the database where to begin, and PostgreSQL began with all rooms of the widget.
 */
export const dialogsOf = (readDb: Kysely<Database>, widget_id: number, [one, other]: Pair) =>
  readDb
    .with(
      (cte) => cte('both').materialized(),
      (db) =>
        db
          .selectFrom('member as m')
          .select('m.room_id')
          .where('m.widget_id', '=', widget_id)
          .where('m.user_id', '=', one)
          .where(
            ({ selectFrom }) =>
              selectFrom('member as o')
                .select('o.user_id')
                .where('o.widget_id', '=', widget_id)
                .whereRef('o.room_id', '=', 'm.room_id')
                .where('o.user_id', '=', other),
            'is not',
            null,
          )
          .limit(ROOMS_OF_USER),
    )
    .selectFrom('both')
    .innerJoin('room as d', 'd.id', 'both.room_id')
    .where('d.widget_id', '=', widget_id)
    .where('d.type', '=', ROOM_TYPE.dialog)
