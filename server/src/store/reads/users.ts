import type { Kysely, Selectable } from 'kysely'
import { standingOf } from '../../chat/own-state/own-item.ts'
import type { ChatUser } from '../../chat/users/user.ts'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'

export async function users(db: Kysely<Database>, widgetId: number, userIds: readonly string[]): Promise<ChatUser[]> {
  const rows = await forRows(
    db,
    'users',
    { widget_id: 'integer', id: 'text' },
    userIds.map((id) => ({ widget_id: widgetId, id })),
    (wanted) =>
      db
        .with('wanted(widget_id, id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('chat_user as u')
        .whereRef('u.widget_id', '=', 'wanted.widget_id')
        .whereRef('u.id', '=', 'wanted.id')
        .selectAll('u'),
  )
  return rows.map(toChatUser)
}

/** Of the record of the erasing, which is all that stays of the user. */
export async function erasedAt(db: Kysely<Database>, widgetId: number, userId: string): Promise<number | null> {
  const erasings = await db
    .selectFrom('task')
    .select('ended_at')
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('kind', '=', 'erase')
    .execute()
  const ends = erasings.map(({ ended_at }) => ended_at ?? Number.POSITIVE_INFINITY)
  return ends.length > 0 ? Math.max(...ends) : null
}

function toChatUser(row: Selectable<Database['chat_user']>): ChatUser {
  return {
    userId: row.id,
    name: row.name,
    avatarUrl: row.avatar_url,
    profileUrl: row.profile_url,
    badge: row.badge,
    lastLoginAt: row.last_login_at,
    email: row.email,
    role: row.role,
    // `putUsers` wrote this from checked values.
    profiles: JSON.parse(row.profiles) as ChatUser['profiles'],
    permissions: row.permissions === null ? null : (JSON.parse(row.permissions) as ChatUser['permissions']),
    extra: JSON.parse(row.extra) as ChatUser['extra'],
    syncedAt: row.synced_at,
    lastSeenAt: row.last_seen_at,
    writesFrom: row.writes_from,
    hidesLastSeen: row.hides_last_seen !== 0,
    hidesReceipts: row.hides_receipts !== 0,
    firstSeenAt: row.first_seen_at,
    written: row.written,
    ...(row.tokens_from !== null && { tokensFrom: row.tokens_from }),
    // `putStanding` wrote it
    ...(row.standing !== null && { standing: standingOf(row.standing) }),
  }
}
