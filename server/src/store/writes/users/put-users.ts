import type { Kysely } from 'kysely'
import { foldWords } from '../../../chat/users/fold-words.ts'
import type { SiteUser } from '../../../chat/users/user.ts'
import type { Database } from '../../schema/schema.ts'
import { chunks } from '../../statements/chunks.ts'
import { oneByOne } from '../write.ts'
import { putProfiles } from './put-profiles.ts'

interface Asked {
  widget_id: number
  users: readonly Pick<SiteUser, 'user_id'>[]
  asked_at: number
}

interface PutUsers {
  widget_id: number
  users: readonly SiteUser[]
  imported?: true
  asked_at?: number
  at: number
}

/**
 * `changed`: the users whose public card (name, avatar, profile, badge) changed. `created`: the new ones of them.
 * `relisted`: the persons whose list of profiles changed.
 */
export const putUsers = oneByOne<PutUsers, { changed: string[]; created: string[]; relisted: string[] }>(
  async (db, { widget_id, users, asked_at, at }) => {
    // A site may repeat a user in its answer, and an upsert may touch a row only once. The last entry wins.
    const last = [...new Map(users.map((user) => [user.user_id, user])).values()]
    const described = last.flatMap((user) => [user, ...Object.values(user.profiles)])
    const gone = asked_at === undefined ? null : await erasedSince(db, { widget_id, users: described, asked_at })
    const distinct = gone ? last.filter(({ user_id }) => !gone.has(user_id)) : last
    const changed: string[] = []
    const created: string[] = []
    const relisted: string[] = []
    for (const chunk of chunks(distinct)) {
      const rows = await db
        .selectFrom('chat_user')
        .select(['id', 'name', 'avatar_url', 'profile_url', 'badge', 'synced_at', 'profiles', 'profile_of'])
        .where('widget_id', '=', widget_id)
        .where(
          'id',
          'in',
          chunk.map((user) => user.user_id),
        )
        .execute()
      const before = new Map(rows.map((row) => [row.id, row]))
      // a profile is described by its person's entry
      const people = chunk.filter(({ user_id }) => before.get(user_id)?.profile_of == null)
      if (people.length === 0) continue
      const stored = new Map<string, string>()
      for (const user of people) {
        const row = before.get(user.user_id)
        let profiles = '{}'
        if ((row !== undefined && row.profiles !== '{}') || Object.keys(user.profiles).length > 0) {
          const put = await putProfiles(db, { widget_id, person: user, erased: gone, at })
          profiles = JSON.stringify(put.stored)
          changed.push(...put.changed)
          created.push(...put.created)
        }
        stored.set(user.user_id, profiles)
        if (profiles !== (row?.profiles ?? '{}')) relisted.push(user.user_id)
        const same =
          row?.synced_at != null &&
          row.name === user.name &&
          row.avatar_url === user.avatar_url &&
          row.profile_url === user.profile_url &&
          row.badge === user.badge
        if (!same) changed.push(user.user_id)
        if (row?.synced_at == null) created.push(user.user_id)
      }
      await db
        .insertInto('chat_user')
        .values(
          people.map((user) => ({
            widget_id,
            id: user.user_id,
            name: user.name,
            avatar_url: user.avatar_url,
            profile_url: user.profile_url,
            badge: user.badge,
            email: user.email,
            role: user.role,
            profiles: stored.get(user.user_id) ?? '{}',
            permissions: user.permissions === null ? null : JSON.stringify(user.permissions),
            extra: JSON.stringify(user.extra),
            folded: foldWords(user.name, user.user_id, user.email),
            last_login_at: user.last_login_at,
            synced_at: at,
            first_seen_at: at,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['widget_id', 'id']).doUpdateSet((eb) => ({
            name: eb.ref('excluded.name'),
            avatar_url: eb.ref('excluded.avatar_url'),
            profile_url: eb.ref('excluded.profile_url'),
            badge: eb.ref('excluded.badge'),
            email: eb.ref('excluded.email'),
            role: eb.ref('excluded.role'),
            profiles: eb.ref('excluded.profiles'),
            permissions: eb.ref('excluded.permissions'),
            extra: eb.ref('excluded.extra'),
            folded: eb.ref('excluded.folded'),
            last_login_at: eb.ref('excluded.last_login_at'),
            synced_at: eb.ref('excluded.synced_at'),
          })),
        )
        .execute()
    }
    return { changed, created, relisted }
  },
)

/** An answer that comes after the erasing would restore erased data. */
async function erasedSince(db: Kysely<Database>, { widget_id, users, asked_at }: Asked): Promise<Set<string | null>> {
  const gone = new Set<string | null>()
  for (const chunk of chunks(users)) {
    const erasings = await db
      .selectFrom('task')
      .select('user_id')
      .where('widget_id', '=', widget_id)
      .where(
        'user_id',
        'in',
        chunk.map(({ user_id }) => user_id),
      )
      .where('kind', '=', 'erase')
      .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>=', asked_at)]))
      .execute()
    for (const { user_id } of erasings) gone.add(user_id)
  }
  return gone
}
