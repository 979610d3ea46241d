import type { MemberRole } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { Invite, InvitedRoom } from '../../chat/ports.ts'
import { isManager } from '../../chat/rooms/rights.ts'
import { toPicture } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

/** All links of a room, used up or not, the newest first. A room can have only a few: they need no pages. */
export async function invitesOf(db: Kysely<Database>, widget_id: number, room_id: number): Promise<Invite[]> {
  const rows = await ofRoom(db, { widget_id, room_id })
  return rows.map(({ approval, makerState, makerRole, siteRole, ...row }) => ({
    ...row,
    approval: approval !== 0,
    works: manages({ state: makerState, role: makerRole, siteRole }),
  }))
}

/** A link works as long as the user who made it manages the room: so a manager who lost the role leaves none behind. */
export function manages(maker: { state: string | null; role: MemberRole | null; siteRole: string | null }): boolean {
  const { role } = maker
  const standing = { type: ROOM_TYPE.conference, role: role ?? 'member', siteAdmin: maker.siteRole === 'admin' }
  return maker.state === 'joined' && isManager(standing)
}

const ofRoom = prepared((db, { widget_id, room_id }: { widget_id: number; room_id: number }) =>
  invitesWithMakers(db)
    .select(['i.token_hash as token_hash', 'i.created_by', 'i.created_at'])
    .select(['i.expires_at', 'i.most_uses', 'i.uses', 'i.approval'])
    .where('i.widget_id', '=', widget_id)
    .where('i.room_id', '=', room_id)
    .orderBy('i.created_at', 'desc')
    .orderBy('i.token_hash'),
)

/** Links `i`, with what their makers are to the room and to the site now. */
export function invitesWithMakers(db: Kysely<Database>) {
  return db
    .selectFrom('invite as i')
    .leftJoin('member as maker', (join) =>
      join
        .onRef('maker.widget_id', '=', 'i.widget_id')
        .onRef('maker.room_id', '=', 'i.room_id')
        .onRef('maker.user_id', '=', 'i.created_by'),
    )
    .leftJoin('chat_user as person', (join) =>
      join.onRef('person.widget_id', '=', 'i.widget_id').onRef('person.id', '=', 'i.created_by'),
    )
    .select(['maker.state as makerState', 'maker.role as makerRole', 'person.role as siteRole'])
}

/** The room of a link, as a user sees it before joining; null: the link does not exist, or the user is banned. */
export async function invitedRoom(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  token_hash: string,
): Promise<InvitedRoom | null> {
  const [row] = await ofToken(db, { widget_id, user_id, token_hash })
  if (!row || row.state === 'banned') return null
  const { state, approval, is_public, picture, makerState, makerRole, siteRole, ...room } = row
  return {
    ...room,
    title: room.title ?? room.pipe ?? '',
    joined: state === 'joined',
    by_request: approval !== 0 && is_public === 0,
    picture: toPicture(picture),
    works: manages({ state: makerState, role: makerRole, siteRole }),
  }
}

const ofToken = prepared(
  (db, { widget_id, user_id, token_hash }: Record<'user_id' | 'token_hash', string> & { widget_id: number }) =>
    invitesWithMakers(db)
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'i.widget_id').onRef('r.id', '=', 'i.room_id'))
      .leftJoin('member as me', (join) =>
        join
          .onRef('me.widget_id', '=', 'i.widget_id')
          .onRef('me.room_id', '=', 'i.room_id')
          .on('me.user_id', '=', user_id),
      )
      .where('i.widget_id', '=', widget_id)
      .where('i.token_hash', '=', token_hash)
      .select(['r.id as room_id', 'r.title', 'r.pipe', 'r.description'])
      .select(['r.member_count', 'r.is_public', 'me.state', 'i.approval', 'r.picture'])
      .select(['i.expires_at', 'i.most_uses', 'i.uses']),
)
