import type { Kysely } from 'kysely'
import type { Invite, InvitedRoom } from '../../chat/ports.ts'
import { prepared } from '../prepared.ts'
import type { Database } from '../schema.ts'

/** The links of a room that may still be used, or were; the newest first, as many as a room may have. */
export async function invitesOf(db: Kysely<Database>, widgetId: number, roomId: number): Promise<Invite[]> {
  return [...(await ofRoom(db, { widgetId, roomId }))]
}

const ofRoom = prepared((db, { widgetId, roomId }: { widgetId: number; roomId: number }) =>
  db
    .selectFrom('invite')
    .select(['token_hash as tokenHash', 'created_by as createdBy', 'created_at as createdAt'])
    .select(['expires_at as expiresAt', 'most_uses as mostUses', 'uses'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .orderBy('created_at', 'desc')
    .orderBy('token_hash'),
)

/** The room of a link, as a user sees it before joining; null: there is no such link, or the user is banned. */
export async function invitedRoom(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  tokenHash: string,
): Promise<InvitedRoom | null> {
  const [row] = await ofToken(db, { widgetId, userId, tokenHash })
  if (!row || row.state === 'banned') return null
  const { state, ...room } = row
  return { ...room, title: room.title ?? room.pipe ?? '', joined: state === 'joined' }
}

const ofToken = prepared(
  (db, { widgetId, userId, tokenHash }: Record<'userId' | 'tokenHash', string> & { widgetId: number }) =>
    db
      .selectFrom('invite as i')
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'i.widget_id').onRef('r.id', '=', 'i.room_id'))
      .leftJoin('member as me', (join) =>
        join
          .onRef('me.widget_id', '=', 'i.widget_id')
          .onRef('me.room_id', '=', 'i.room_id')
          .on('me.user_id', '=', userId),
      )
      .where('i.widget_id', '=', widgetId)
      .where('i.token_hash', '=', tokenHash)
      .select(['r.id as roomId', 'r.title as title', 'r.pipe as pipe', 'r.description as description'])
      .select(['r.member_count as memberCount', 'me.state as state'])
      .select(['i.expires_at as expiresAt', 'i.most_uses as mostUses', 'i.uses as uses']),
)
