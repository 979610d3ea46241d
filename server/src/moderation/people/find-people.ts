import type { PersonView } from '@imbachat/protocol/http/moderation/people'
import { COUNTED_ROWS, type PEOPLE_ORDERS } from '@imbachat/protocol/moderation/orders'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { GOOD_STANDING } from '../../chat/own-state/own-item.ts'
import { foldedWords } from '../../chat/users/fold-words.ts'
import { placeholderUser, userCard } from '../../chat/users/user-card.ts'
import { standingAt } from '../restrictions/standing.ts'
import type { PeopleDeps } from './people-deps.ts'

export interface PeoplePage {
  /** '': all */
  query: string
  filter: 'all' | 'restricted' | 'reported' | 'admins' | 'bots'
  /** missing: the last seen first; of a search, by name */
  sort?: (typeof PEOPLE_ORDERS)[number] | undefined
  /** also how many there are, and the figures of each */
  hasFigures: boolean
  cursor: string | null
  limit: number
}

export interface PeopleList {
  people: PersonView[]
  /** null: not asked for, or not the first page */
  total: number | null
  next: string | null
}

/** Sort orders of a list: each is an index together with the id. Reports are sorted in another way. */
const ORDERS: Record<string, RawBuilder<string | number>> = {
  name: sql<string>`folded`,
  seen: sql<number>`coalesce(last_seen_at, 0)`,
  created: sql<number>`coalesce(first_seen_at, 0)`,
  messages: sql<number>`messages`,
}

/** Cursors: the value that the list is sorted by, and the id. */
const textPlaces = cursorOf('text', 'text')
const numberPlaces = cursorOf('number', 'text')

/** Users of a widget. An order is read out of its index, and a search out of the one that has the folded names. */
export async function findPeople(deps: PeopleDeps, widget_id: number, page: PeoplePage): Promise<PeopleList> {
  const { readDb } = deps
  const { query, filter, cursor, limit, hasFigures } = page
  const words = foldedWords(query)
  const sort = page.sort ?? (words.length > 0 ? 'name' : '-seen')
  const isDescending = sort.startsWith('-')
  const name = sort.replace('-', '')
  const by = ORDERS[name] ?? sql<number>`0`
  const places = name === 'name' ? textPlaces : numberPlaces
  const place = cursor === null ? null : places.read(cursor)
  const fitting = readDb
    .selectFrom('chat_user')
    .where('widget_id', '=', widget_id)
    // the index of restricted users has this condition, like those of admins and bots
    .$if(filter === 'restricted', (q) => q.where('standing', 'is not', null))
    .$if(filter === 'admins', (q) => q.where('role', '=', sql.lit('admin')))
    .$if(filter === 'bots', (q) => q.where('bot', 'is not', null))
    .$if(filter === 'reported', (q) =>
      q.where('id', 'in', (eb) =>
        eb
          .selectFrom('report')
          .select('user_id')
          .where('report.widget_id', '=', widget_id)
          .where('closed_at', 'is', null),
      ),
    )
    .where(({ and }) => and(words.map((word) => sql<SqlBool>`folded like ${`%${escaped(word)}%`} escape '\\'`)))
  const order = isDescending ? 'desc' : 'asc'
  const after = sql.raw(isDescending ? '<' : '>')

  const inOrder = () =>
    fitting
      .select(['id', by.as('place')])
      .$if(place !== null, (q) => q.where(sql<SqlBool>`(${by}, id) ${after} (${place?.[0]}, ${place?.[1]})`))
      .orderBy(by, order)
      .orderBy('id', order)
      .limit(limit + 1)
      .execute()

  /** Those with reports by their number, and the others by id: nobody counts reports of everybody. */
  async function byReports() {
    const reports = readDb.selectFrom('report').where('report.widget_id', '=', widget_id)
    const counted = reports.select(['user_id', (eb) => eb.fn.countAll<number>().as('reports')]).groupBy('user_id')
    const some = (most: number) =>
      fitting
        .innerJoin(counted.as('counted'), 'counted.user_id', 'id')
        .select(['id', 'counted.reports as place'])
        .$if(Number(place?.[0]) > 0, (q) =>
          q.where(sql<SqlBool>`(counted.reports, id) ${after} (${place?.[0]}, ${place?.[1]})`),
        )
        .orderBy('counted.reports', order)
        .orderBy('id', order)
        .limit(most)
        .execute()
    const none = (most: number) =>
      fitting
        .where('id', 'not in', reports.select('user_id'))
        .select(['id', sql<number>`0`.as('place')])
        .$if(place?.[0] === 0, (q) => q.where(sql<SqlBool>`id ${after} ${place?.[1]}`))
        .orderBy('id', order)
        .limit(most)
        .execute()
    const [first, second] = isDescending ? [some, none] : [none, some]
    const isPastFirst = place !== null && (place[0] === 0) === isDescending
    const found = isPastFirst ? [] : await first(limit + 1)
    return found.length > limit ? found : [...found, ...(await second(limit + 1 - found.length))]
  }

  const [found, total] = await Promise.all([
    name === 'reports' ? byReports() : inOrder(),
    hasFigures && cursor === null ? count(readDb, fitting.select('id').limit(COUNTED_ROWS)) : null,
  ])
  const { page: shown, next } = pageOf(found, limit, ({ place, id }) =>
    name === 'name' ? textPlaces.write(String(place), id) : numberPlaces.write(Number(place), id),
  )
  const ids = shown.map(({ id }) => id)
  const people = await peopleOf(deps, widget_id, ids)
  return { people: hasFigures ? await withFigures(deps, widget_id, people) : people, total, next }
}

async function count(
  readDb: PeopleDeps['readDb'],
  rows: ReturnType<ReturnType<PeopleDeps['readDb']['selectFrom']>['select']>,
): Promise<number> {
  const { all } = await readDb
    .selectFrom(rows.as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .executeTakeFirstOrThrow()
  return Number(all)
}

/** The list entries of these users, in this order. */
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
    return {
      ...{ user: userCard(user), email: user.email, role: user.role, online, last_seen, mute, ban, shadow },
      created_at: Number.isFinite(user.first_seen_at) ? user.first_seen_at : null,
      figures: null,
    }
  })
}

/** The same users with how much they wrote, and how many reports are about them. */
export async function withFigures(
  { readDb }: Pick<PeopleDeps, 'readDb'>,
  widget_id: number,
  people: readonly PersonView[],
): Promise<PersonView[]> {
  if (people.length === 0) return []
  const ids = people.map(({ user }) => user.user_id)
  const [written, reported] = await Promise.all([
    readDb
      .selectFrom('chat_user')
      .select(['id', 'messages'])
      .where('widget_id', '=', widget_id)
      .where('id', 'in', ids)
      .execute(),
    readDb
      .selectFrom('report')
      .select(['user_id', (eb) => eb.fn.countAll<number>().as('reports')])
      .where('widget_id', '=', widget_id)
      .where('user_id', 'in', ids)
      .groupBy('user_id')
      .execute(),
  ])
  const messagesOf = new Map(written.map(({ id, messages }) => [id, messages]))
  const reportsOf = new Map(reported.map(({ user_id, reports }) => [user_id, Number(reports)]))
  return people.map((person) => {
    const { user_id } = person.user
    return { ...person, figures: { messages: messagesOf.get(user_id) ?? 0, reports: reportsOf.get(user_id) ?? 0 } }
  })
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
