import type { PersonRoom, WholePerson } from '@imbachat/protocol/http/moderation/people'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { cardsById, placeholderUser } from '../../chat/users/user-card.ts'
import { emailsOf } from './emails.ts'
import { peopleOf, withFigures } from './find-people.ts'
import type { OfPerson, PeopleDeps } from './people-deps.ts'

/** Restrictions and notes on the page, and reports that are counted at most. */
const SHOWN = 50
const COUNTED = 1_000

/** Everything of one user's page but the rooms. */
export async function readPerson(deps: PeopleDeps, { widget_id, user_id }: OfPerson): Promise<WholePerson> {
  const { readDb, chat } = deps
  const reports = (column: 'user_id' | 'reporter_id') =>
    readDb
      .selectFrom('report')
      .select('id')
      .where('widget_id', '=', widget_id)
      .where(column, '=', user_id)
      .limit(COUNTED)
      .execute()
  const named = await chat.users.stored(widget_id, user_id)
  const [[person], known, restrictions, notes, about, by, rooms] = await Promise.all([
    peopleOf(deps, widget_id, [user_id]).then((people) => withFigures(deps, widget_id, people)),
    chat.users.lookUp(widget_id, [user_id]),
    readDb
      .selectFrom('restriction')
      .selectAll()
      .where('widget_id', '=', widget_id)
      // moderators restrict the person
      .where('user_id', '=', named?.profile?.of ?? user_id)
      .orderBy('created_at', 'desc')
      .limit(SHOWN)
      .execute(),
    readDb
      .selectFrom('user_note')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .orderBy('created_at', 'desc')
      .limit(SHOWN)
      .execute(),
    reports('user_id'),
    reports('reporter_id'),
    chat.store.roomCountOf(widget_id, user_id, COUNTED),
  ])
  const user = known.get(user_id) ?? placeholderUser(user_id)
  const speaksAs = Object.values(user.profiles).map((one) => one.user_id)
  const cards = await chat.users.cards(widget_id, [...speaksAs, ...(user.profile ? [user.profile.of] : [])])
  const emails = await emailsOf(readDb, [
    ...restrictions.flatMap((row) => [row.created_by, row.lifted_by]),
    ...notes.map((row) => row.created_by),
  ])
  const warning = user.standing?.warning
  return {
    person: person as WholePerson['person'],
    profile: {
      email: user.email,
      synced_at: user.synced_at,
      first_seen_at: Number.isFinite(user.first_seen_at) ? user.first_seen_at : null,
      messages_counted: user.written,
      last_login_at: user.last_login_at,
      permissions: user.permissions,
      extra: user.extra,
      warning: warning ? { text: warning.text, at: warning.at } : null,
      rooms,
      reports_about: about.length,
      reports_by: by.length,
    },
    speaks_as: cards.slice(0, speaksAs.length),
    spoken_by: cards[speaksAs.length] ?? null,
    restrictions: restrictions.map((row) => ({
      restriction_id: row.id,
      kind: row.kind,
      reason: row.reason,
      until: row.until,
      report_id: row.report_id,
      created_at: row.created_at,
      created_by: emails(row.created_by),
      lifted_at: row.lifted_at,
      lifted_by: row.lifted_by === null ? null : emails(row.lifted_by),
    })),
    notes: notes.map((row) => ({
      note_id: row.id,
      text: row.text,
      created_at: row.created_at,
      created_by: emails(row.created_by),
    })),
  }
}

const roomPlaces = cursorOf('number')

/** The rooms that a user is or was in, the newest room first. */
export async function roomsOfPerson(
  { readDb, chat }: PeopleDeps,
  { widget_id, user_id }: OfPerson,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ rooms: PersonRoom[]; next: string | null }> {
  const before = cursor === null ? null : roomPlaces.read(cursor)[0]
  const found = await readDb
    .selectFrom('member as m')
    .select('m.room_id')
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .$if(before !== null, (query) => query.where('m.room_id', '<', before ?? 0))
    .orderBy('m.room_id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(found, limit, ({ room_id }) => roomPlaces.write(room_id))
  const rows = (await Promise.all(page.map(({ room_id }) => chat.store.roomOf(widget_id, room_id, user_id)))).filter(
    (row) => row !== null,
  )
  const peers = rows.flatMap((row) => row.peer?.user_id ?? [])
  const cardOf = await cardsById(chat.users, widget_id, peers)
  return {
    rooms: rows.map(({ room, member, peer }) => ({
      room_id: room.room_id,
      title: room.title ?? room.pipe,
      peer: peer && cardOf(peer.user_id),
      state: member.state,
      role: member.role,
      member_count: room.member_count,
      active_at: room.active_at,
    })),
    next,
  }
}
