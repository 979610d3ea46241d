import type { Kysely } from 'kysely'
import { foldWords } from '../../../chat/users/fold-words.ts'
import type { Profiles, SiteUser } from '../../../chat/users/user.ts'
import type { Database } from '../../schema/schema.ts'

/** What a write of one person's profiles changed. */
interface ProfilesPut {
  /** what is stored with the person: those that the site lists, and those that it listed before */
  stored: Profiles
  /** the profiles whose public card changed, and the new ones of them */
  changed: string[]
  created: string[]
}

type Profile = Profiles[string]

/** users whose data was erased after the site was asked; null: it was not asked */
type Erased = ReadonlySet<string | null> | null

/**
 * Stores the profiles that the site lists for a person as users of their own. One that is no longer listed stays
 * readable. An id that belongs to somebody else is left out: who was ever here under it, a bot, or a profile of another
 * person that is still listed.
 */
export async function putProfiles(
  db: Kysely<Database>,
  { widget_id, person, erased, at }: { widget_id: number; person: SiteUser; erased: Erased; at: number },
): Promise<ProfilesPut> {
  const listed = new Map<string, [key: string, Profile]>()
  for (const [key, { user_id, name, avatar_url }] of Object.entries(person.profiles)) {
    if (user_id !== person.user_id && !erased?.has(user_id)) listed.set(user_id, [key, { user_id, name, avatar_url }])
  }
  const rows = await db
    .selectFrom('chat_user')
    .select(['id', 'name', 'avatar_url', 'synced_at', 'last_seen_at', 'bot', 'profiles', 'profile_of', 'profile_gone'])
    .where('widget_id', '=', widget_id)
    .where((eb) =>
      eb.or([eb('profile_of', '=', person.user_id), ...(listed.size > 0 ? [eb('id', 'in', [...listed.keys()])] : [])]),
    )
    .execute()
  const before = new Map(rows.map((row) => [row.id, row]))
  const put: ProfilesPut = { stored: {}, changed: [], created: [] }
  for (const [id, [key, profile]] of listed) {
    const row = before.get(id)
    if (row && row.profile_of !== person.user_id && !isFree(row)) continue
    put.stored[key] = profile
    const isNew = row?.synced_at == null
    if (isNew) put.created.push(id)
    if (isNew || row.name !== profile.name || row.avatar_url !== profile.avatar_url) put.changed.push(id)
    await putProfile(db, { widget_id, person, profile, at })
  }
  const kept = new Set(Object.values(put.stored).map(({ user_id }) => user_id))
  for (const { id, name, avatar_url, profile_of } of rows) {
    if (profile_of !== person.user_id || kept.has(id)) continue
    put.stored[keyOfGone(id, put.stored)] = { user_id: id, name, avatar_url, gone: true }
    await db
      .updateTable('chat_user')
      .set({ profile_gone: 1 })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
  }
  return put
}

/** Nobody has written or read under this id, or its person lost it. */
const isFree = (row: {
  last_seen_at: number | null
  bot: string | null
  profiles: string
  profile_of: string | null
  profile_gone: number
}) =>
  row.profile_of === null
    ? row.last_seen_at === null && row.bot === null && row.profiles === '{}'
    : row.profile_gone !== 0

/** The site's key of a profile is not known once the site has left it out. */
function keyOfGone(id: string, others: Profiles): string {
  let key = `gone ${id}`
  while (key in others) key += ' '
  return key
}

/** The rights of a profile, and what moderators decided, are those of its person. */
async function putProfile(
  db: Kysely<Database>,
  { widget_id, person, profile, at }: { widget_id: number; person: SiteUser; profile: Profile; at: number },
): Promise<void> {
  const { user_id: id, name, avatar_url } = profile
  const own = await db
    .selectFrom('chat_user')
    .select(['standing', 'tokens_from'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', person.user_id)
    .executeTakeFirst()
  const columns = {
    name,
    avatar_url,
    profile_url: null,
    badge: null,
    email: person.email,
    permissions: person.permissions === null ? null : JSON.stringify(person.permissions),
    folded: foldWords(name, id),
    synced_at: at,
    profile_of: person.user_id,
    profile_gone: 0,
    standing: own?.standing ?? null,
    tokens_from: own?.tokens_from ?? null,
  }
  await db
    .insertInto('chat_user')
    .values({ widget_id, id, role: 'user', profiles: '{}', extra: '{}', first_seen_at: at, ...columns })
    .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doUpdateSet({ ...columns, role: 'user' }))
    .execute()
}
