import { type Handover, ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Membership, ReadableRoom, RoomHead, RoomRow, RoomSize } from '../../chat/ports.ts'
import { closedBy } from '../../chat/rooms/room-block.ts'
import { dialogKey, PRESENT_STATES, toHandover, toRights } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { forRows } from '../statements/row-statements.ts'
import { answeredBy, botsInRoom } from './bots.ts'
import { dialogRoom, from, selectRoomRows, toRoomRow } from './room-rows.ts'

export async function roomOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  user_id: string,
): Promise<RoomRow | null> {
  const [row] = await roomRow(db, { widget_id, room_id, user_id })
  return row ? toRoomRow(row, widget_id, user_id) : null
}

const roomRow = prepared((db, { widget_id, room_id, user_id }: Reader & { room_id: number }) =>
  selectRoomRows(db, widget_id, user_id).where('me.room_id', '=', room_id),
)

export async function readableRoom(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  user_id: string,
): Promise<ReadableRoom | null> {
  const [row] = await roomToRead(db, { widget_id, room_id, user_id })
  return row ?? null
}

const roomToRead = prepared((db, { widget_id, room_id, user_id }: Reader & { room_id: number }) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .select(['r.last_seq', 'r.last_rev', 'me.cleared_seq'])
    .where('me.widget_id', '=', widget_id)
    .where('me.room_id', '=', room_id)
    .where('me.user_id', '=', user_id)
    .where('me.state', 'in', PRESENT_STATES),
)

type Reader = { widget_id: number; user_id: string }

export async function roomSizesOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
): Promise<(RoomSize & { room_id: number })[]> {
  return [...(await roomSizes(db, { widget_id, user_id }))]
}

const roomSizes = prepared((db, { widget_id, user_id }: Reader) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .select(['r.id as room_id', 'r.type', 'r.member_count'])
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .where('me.state', 'in', PRESENT_STATES),
)

export async function roomHeadsOf(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<RoomHead[]> {
  return forRows(
    db,
    'room heads',
    { widget_id: 'integer', user_id: 'text' },
    user_ids.map((user_id) => ({ widget_id, user_id })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as me')
        .crossJoin('room as r')
        .whereRef('me.widget_id', '=', 'wanted.widget_id')
        .whereRef('me.user_id', '=', 'wanted.user_id')
        .where('me.state', 'in', PRESENT_STATES)
        .where('r.widget_id', '=', from('me.widget_id'))
        .where('r.id', '=', from('me.room_id'))
        .select(['me.user_id', 'me.room_id', 'me.state', 'r.last_rev']),
  )
}

/** Of these places the ones from which the user is banned. */
export function bannedFrom(
  db: Kysely<Database>,
  widget_id: number,
  places: readonly { room_id: number; user_id: string }[],
): Promise<{ room_id: number; user_id: string }[]> {
  return forRows(
    db,
    'bans of readers',
    { widget_id: 'integer', room_id: 'bigint', user_id: 'text' },
    places.map(({ room_id, user_id }) => ({ widget_id, room_id, user_id })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, user_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as me')
        .whereRef('me.widget_id', '=', 'wanted.widget_id')
        .whereRef('me.room_id', '=', 'wanted.room_id')
        .whereRef('me.user_id', '=', 'wanted.user_id')
        .where('me.state', '=', 'banned')
        .select(['me.room_id', 'me.user_id']),
  )
}

export function roomHeadsAfter(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  after: number,
  limit: number,
): Promise<readonly RoomHead[]> {
  return pageOfHeads(db, { widget_id, user_id, after, limit })
}

const pageOfHeads = prepared((db, { widget_id, user_id, after, limit }: Reader & { after: number; limit: number }) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .select(['me.user_id', 'me.room_id', 'me.state', 'r.last_rev'])
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .where('me.room_id', '>', after)
    .where('me.state', 'in', PRESENT_STATES)
    .orderBy('me.room_id')
    .limit(limit),
)

export async function roomCountOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  most: number,
): Promise<number> {
  const [row] = await countRooms(db, { widget_id, user_id, most })
  return Number(row?.rooms ?? 0)
}

const countRooms = prepared((db, { widget_id, user_id, most }: Reader & { most: number }) =>
  db
    .selectFrom(
      db
        .selectFrom('member as me')
        .where('me.widget_id', '=', widget_id)
        .where('me.user_id', '=', user_id)
        .where('me.state', 'in', PRESENT_STATES)
        .limit(most)
        .select('me.room_id')
        .as('mine'),
    )
    .select(({ fn }) => fn.countAll<number>().as('rooms')),
)

export async function membershipsOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  room_ids: readonly number[],
): Promise<Membership[]> {
  const rows = await forRows(
    db,
    'memberships',
    { widget_id: 'integer', user_id: 'text', room_id: 'bigint' },
    [...new Set(room_ids)].map((room_id) => ({ widget_id, user_id, room_id })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id, room_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as me')
        .crossJoin('room as r')
        .leftJoin('member as peer', (join) =>
          join
            .on('peer.widget_id', '=', from('r.widget_id'))
            .on('peer.room_id', '=', dialogRoom)
            .onRef('peer.user_id', '!=', 'me.user_id'),
        )
        .whereRef('me.widget_id', '=', 'wanted.widget_id')
        .whereRef('me.room_id', '=', 'wanted.room_id')
        .whereRef('me.user_id', '=', 'wanted.user_id')
        .where('me.state', 'in', PRESENT_STATES)
        .whereRef('r.widget_id', '=', 'wanted.widget_id')
        .whereRef('r.id', '=', 'wanted.room_id')
        .select([
          'me.room_id',
          'me.state',
          'me.role',
          'me.cleared_seq',
          'peer.user_id as peer_id',
          'peer.state as peer_state',
          'r.last_rev',
        ])
        .select(['r.type', 'r.member_count', 'r.blocked', 'r.handover', 'r.rights']),
  )
  return rows.map((row) => ({
    room_id: row.room_id,
    state: row.state,
    role: row.role,
    rights: toRights(row.rights),
    peer_id: row.peer_id,
    peer_state: row.peer_state,
    last_rev: row.last_rev,
    cleared_seq: row.cleared_seq,
    closedBy: closedBy(row.type, row.blocked),
    peopleAnswer: toHandover(row.handover).owner === 'people',
    room: { type: row.type, member_count: row.member_count },
  }))
}

export async function dialogOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  peer_id: string,
  contextId?: string,
): Promise<number | null> {
  const [row] = await dialogOfPair(db, { widget_id, key: dialogKey(user_id, peer_id, contextId) })
  return row?.id ?? null
}

const dialogOfPair = prepared((db, { widget_id, key }: { widget_id: number; key: string }) =>
  db.selectFrom('room').select('id').where('widget_id', '=', widget_id).where('dialog_key', '=', key),
)

export async function dialogPeers(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  limit: number,
): Promise<{ user_id: string; name: string }[]> {
  return [...(await peersByActivity(db, { widget_id, user_id, count: limit }))]
}

const peersByActivity = prepared((db, { widget_id, user_id, count }: Reader & { count: number }) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .innerJoin('member as peer', (join) =>
      join
        .on('peer.widget_id', '=', from('r.widget_id'))
        .on('peer.room_id', '=', dialogRoom)
        .onRef('peer.user_id', '!=', 'me.user_id'),
    )
    .innerJoin('chat_user as u', (join) =>
      join.on('u.widget_id', '=', from('peer.widget_id')).onRef('u.id', '=', 'peer.user_id'),
    )
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .where('me.state', 'in', PRESENT_STATES)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .where('r.last_seq', '>', 0)
    // two users have a dialog for each context
    .groupBy(['u.id', 'u.name'])
    .orderBy(({ fn }) => fn.max('r.active_at'), 'desc')
    .orderBy(({ fn }) => fn.max('r.id'), 'desc')
    .limit(count)
    .select(['u.id as user_id', 'u.name']),
)

/** The rooms among these where a bot, or people in its place, answer. */
export async function answeredIn(
  db: Kysely<Database>,
  widget_id: number,
  room_ids: readonly number[],
): Promise<ReadonlyMap<number, Handover['owner']>> {
  if (room_ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('room as r')
    .select(['r.id', 'r.handover', botsInRoom(widget_id).as('bots')])
    .where('r.widget_id', '=', widget_id)
    .where('r.id', 'in', [...room_ids])
    .execute()
  return new Map(
    rows.flatMap(({ id, bots, handover }) => {
      const owner = answeredBy(bots, handover)
      return owner === null ? [] : [[id, owner] as const]
    }),
  )
}
