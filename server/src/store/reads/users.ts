import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { standingOf } from '../../chat/own-state/own-item.ts'
import { foldedWords } from '../../chat/users/fold-words.ts'
import type { ChatUser } from '../../chat/users/user.ts'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'

export async function users(db: Kysely<Database>, widget_id: number, user_ids: readonly string[]): Promise<ChatUser[]> {
  const rows = await forRows(
    db,
    'users',
    { widget_id: 'integer', id: 'text' },
    user_ids.map((id) => ({ widget_id, id })),
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

/** Profiles that the site lists and whose name or id contains all words of the query, by name. */
export async function profilesNamed(
  db: Kysely<Database>,
  widget_id: number,
  query: string,
  limit: number,
): Promise<ChatUser[]> {
  const words = foldedWords(query)
  const rows = await db
    .selectFrom('chat_user')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('profile_of', 'is not', null)
    .where('profile_gone', '=', 0)
    .where(({ and }) => and(words.map((word) => sql<SqlBool>`folded like ${`%${escaped(word)}%`} escape '\\'`)))
    .orderBy('folded')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toChatUser)
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

/** The time when the user was erased, from the only record that stays. */
export async function erasedAt(db: Kysely<Database>, widget_id: number, user_id: string): Promise<number | null> {
  const erasings = await db
    .selectFrom('task')
    .select('ended_at')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('kind', '=', 'erase')
    .execute()
  const ends = erasings.map(({ ended_at }) => ended_at ?? Number.POSITIVE_INFINITY)
  return ends.length > 0 ? Math.max(...ends) : null
}

/** When the sites ended all sessions of these users; the others are left out. */
export function endedSessions(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<{ user_id: string; tokens_from: number }[]> {
  return forRows(
    db,
    'ended sessions',
    { widget_id: 'integer', id: 'text' },
    user_ids.map((id) => ({ widget_id, id })),
    (wanted) =>
      db
        .with('wanted(widget_id, id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('chat_user as u')
        .whereRef('u.widget_id', '=', 'wanted.widget_id')
        .whereRef('u.id', '=', 'wanted.id')
        .where('u.tokens_from', 'is not', null)
        .select(['u.id as user_id', 'u.tokens_from'])
        .$narrowType<{ tokens_from: number }>(),
  )
}

function toChatUser(row: Selectable<Database['chat_user']>): ChatUser {
  const { widget_id: _, id: user_id, folded: __, tokens_from, standing, bot, profile_of, profile_gone, ...user } = row
  return {
    ...user,
    user_id,
    // `putUsers` wrote this from checked values.
    profiles: JSON.parse(row.profiles) as ChatUser['profiles'],
    permissions: row.permissions === null ? null : (JSON.parse(row.permissions) as ChatUser['permissions']),
    extra: JSON.parse(row.extra) as ChatUser['extra'],
    hides_last_seen: row.hides_last_seen !== 0,
    hides_receipts: row.hides_receipts !== 0,
    ...(tokens_from !== null && { tokens_from }),
    ...(bot !== null && { bot }),
    ...(profile_of !== null && { profile: { of: profile_of, gone: profile_gone !== 0 } }),
    // `putStanding` wrote it
    ...(standing !== null && { standing: standingOf(standing) }),
  }
}
