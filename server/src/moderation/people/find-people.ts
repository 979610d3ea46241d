import type { PersonView } from '@imbachat/protocol/http/moderation/people'
import { type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { GOOD_STANDING } from '../../chat/own-state/own-item.ts'
import { foldedWords } from '../../chat/users/fold-words.ts'
import { placeholderUser, userCard } from '../../chat/users/user-card.ts'
import { standingAt } from '../restrictions/standing.ts'
import type { PeopleDeps } from './people-deps.ts'

export interface PeoplePage {
  /** '': all */
  query: string
  filter: 'all' | 'restricted'
  cursor: string | null
  limit: number
}

/** Where a page ended: the value that the list is sorted by, and the id. */
const places = { name: cursorOf('text', 'text'), seen: cursorOf('number', 'text') }

/**
 * Users of a widget: the last seen first, out of an index. A search reads the folded names out of an index that has
 * them in order, so that its pages are by name.
 */
export async function findPeople(
  deps: PeopleDeps,
  widget_id: number,
  { query, filter, cursor, limit }: PeoplePage,
): Promise<{ people: PersonView[]; next: string | null }> {
  const { readDb } = deps
  const words = foldedWords(query)
  const place = cursor === null ? null : places[words.length > 0 ? 'name' : 'seen'].read(cursor)
  const seen = sql<number>`coalesce(last_seen_at, 0)`
  const base = readDb
    .selectFrom('chat_user')
    .select(['id', 'folded', seen.as('seen')])
    .where('widget_id', '=', widget_id)
    // the index of restricted users has this condition
    .$if(filter === 'restricted', (q) => q.where('standing', 'is not', null))
    .limit(limit + 1)
  const bySeen = base
    .$if(place !== null, (q) => q.where(sql<SqlBool>`(coalesce(last_seen_at, 0), id) < (${place?.[0]}, ${place?.[1]})`))
    .orderBy(seen, 'desc')
    .orderBy('id', 'desc')
  const byName = base
    .$if(place !== null, (q) => q.where(sql<SqlBool>`(folded, id) > (${place?.[0]}, ${place?.[1]})`))
    .where(({ and }) => and(words.map((word) => sql<SqlBool>`folded like ${`%${escaped(word)}%`} escape '\\'`)))
    .orderBy('folded')
    .orderBy('id')
  const found = await (words.length > 0 ? byName : bySeen).execute()
  const { page, next } = pageOf(found, limit, ({ folded, seen, id }) =>
    words.length > 0 ? places.name.write(folded, id) : places.seen.write(seen, id),
  )
  return {
    people: await peopleOf(
      deps,
      widget_id,
      page.map(({ id }) => id),
    ),
    next,
  }
}

/** Of these users, in this order, what a list shows. */
export async function peopleOf(
  { chat, clock }: Pick<PeopleDeps, 'chat' | 'clock'>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<PersonView[]> {
  const [known, presence] = await Promise.all([
    chat.users.lookUp(widget_id, user_ids),
    chat.presence.view(widget_id, user_ids),
  ])
  return user_ids.map((user_id, index) => {
    const user = known.get(user_id) ?? placeholderUser(user_id)
    const { mute, ban, shadow } = standingAt(user.standing ?? GOOD_STANDING, clock.now())
    // a user who hides when they were online hides it from moderators too
    const { online = false, last_seen = null } = (!user.hides_last_seen && presence[index]) || {}
    return { user: userCard(user), email: user.email, role: user.role, online, last_seen, mute, ban, shadow }
  })
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
