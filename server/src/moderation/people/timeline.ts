import type { TimelineEntry } from '@imbachat/protocol/http/moderation/people'
import type { TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { cursorOf } from '../../chat/cursor.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import { listWatched } from '../monitor/list-watched.ts'
import { emailsOf } from './emails.ts'
import type { OfPerson, PeopleDeps } from './people-deps.ts'

type Kind = (typeof TIMELINE_KINDS)[number]

export interface TimelinePage {
  kind: Kind
  cursor: string | null
  limit: number
}

export interface Timeline {
  entries: TimelineEntry[]
  /** false: there were more rooms or messages than are looked through */
  complete: boolean
  next: string | null
}

/** The last entries before a moment, of one source, or more of them. */
type Source = (asked: Asked) => Promise<TimelineEntry[]>

interface Asked extends OfPerson {
  deps: PeopleDeps
  /** this moment is part of it: another entry of it may have been on the page before */
  until: number
  limit: number
}

const places = cursorOf('number', 'text')

/** Restrictions and decisions that are looked through: a lifted one has no index by that time. */
const LOOKED = 500

/**
 * What a user did and what was done about them. Each source is asked for as many entries as the page has, since any of
 * them may have all of the newest. Words of a room that is not public are left out: reading them needs a reason.
 */
export async function timelineOfPerson(
  deps: PeopleDeps,
  person: OfPerson,
  { kind, cursor, limit }: TimelinePage,
): Promise<Timeline> {
  const [until, after] = cursor === null ? [deps.clock.now(), null] : places.read(cursor)
  // those of the same moment that were on the page before are read again
  const asked = { ...person, deps, until, limit: limit + 10 }
  const messages =
    kind === 'all' || kind === 'messages' || kind === 'files' ? await sent(asked, kind === 'files') : null
  const others = await Promise.all(SOURCES[kind].map((source) => source(asked)))
  const found = [...(messages?.entries ?? []), ...others.flat()]
    .filter(({ at, id }) => at <= until && (after === null || at < until || id < after))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  const hasMore = found.length > limit || (messages?.more ?? false)
  return {
    entries,
    complete: messages?.complete ?? true,
    next: hasMore && last ? places.write(last.at, last.id) : null,
  }
}

async function sent({ deps, widget_id, user_id, until, limit }: Asked, hasFile: boolean) {
  const filter = { user: user_id, peer: null, room: null, hasFile, flagged: false, since: null, until }
  const { messages, more, complete } = await listWatched(deps, widget_id, filter, limit)
  // what others do not see has its own place on the page
  const visible = messages.filter(({ held }) => held === null)
  const ids = [...new Set(visible.map(({ room_id }) => room_id))]
  const rooms =
    ids.length === 0
      ? []
      : await deps.readDb
          .selectFrom('room')
          .select('id')
          .where('widget_id', '=', widget_id)
          .where('id', 'in', ids)
          .where('is_public', '=', 1)
          .execute()
  const isPublic = new Set(rooms.map(({ id }) => id))
  const entries = visible.map(({ room_id, seq, room_title, peer, text, files, created_at }): TimelineEntry => {
    const is_public = isPublic.has(room_id)
    return {
      ...{ id: `m${room_id}.${seq}`, at: created_at, kind: 'message', seq: seq ?? 0, is_public },
      room: { room_id, title: room_title, peer },
      text: is_public ? text : null,
      files: files.length,
    }
  })
  return { entries, more, complete }
}

async function reports({ deps, widget_id, user_id, until, limit }: Asked): Promise<TimelineEntry[]> {
  const rows = () =>
    deps.readDb
      .selectFrom('report')
      .select(['id', 'user_id', 'reporter_id', 'reason', 'created_at'])
      .where('widget_id', '=', widget_id)
      .where('created_at', '<=', until)
      .orderBy('created_at', 'desc')
      .limit(limit)
  const [about, by] = await Promise.all([
    rows().where('user_id', '=', user_id).execute(),
    rows().where('reporter_id', '=', user_id).execute(),
  ])
  const others = [...about.map(({ reporter_id }) => reporter_id), ...by.map((row) => row.user_id)]
  const cardOf = await cardsById(
    deps.chat.users,
    widget_id,
    others.filter((id) => id !== ''),
  )
  const entryOf = (kind: 'reported' | 'reports', row: (typeof about)[number]): TimelineEntry => {
    const other = kind === 'reported' ? row.reporter_id : row.user_id
    const user = other === '' ? null : cardOf(other)
    return { id: `${kind} ${row.id}`, at: row.created_at, kind, report_id: row.id, reason: row.reason, user }
  }
  return [...about.map((row) => entryOf('reported', row)), ...by.map((row) => entryOf('reports', row))]
}

async function decisions({ deps, widget_id, user_id, until, limit }: Asked): Promise<TimelineEntry[]> {
  const rows = await deps.readDb
    .selectFrom('report')
    .select(['id', 'closed_at', 'closed_by', 'outcome'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('closed_at', 'is not', null)
    .where('closed_at', '<=', until)
    .orderBy('closed_at', 'desc')
    .limit(limit)
    .execute()
  const emails = await emailsOf(
    deps.readDb,
    rows.map(({ closed_by }) => closed_by),
  )
  return rows.map(({ id, closed_at, closed_by, outcome }) => ({
    ...{ id: `decided ${id}`, at: closed_at ?? 0, kind: 'decided' as const, report_id: id, outcome },
    by: emails(closed_by),
  }))
}

async function restrictions({ deps, widget_id, user_id }: Asked): Promise<TimelineEntry[]> {
  const rows = await deps.readDb
    .selectFrom('restriction')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .orderBy('created_at', 'desc')
    .limit(LOOKED)
    .execute()
  const emails = await emailsOf(
    deps.readDb,
    rows.flatMap(({ created_by, lifted_by }) => [created_by, lifted_by]),
  )
  return rows.flatMap(({ id, kind, reason, until, created_at, created_by, lifted_at, lifted_by }) => {
    const said = { restriction: kind, reason, until }
    const given = { id: `given ${id}`, at: created_at, kind: 'restricted' as const, ...said, by: emails(created_by) }
    if (lifted_at === null) return [given]
    return [given, { id: `lifted ${id}`, at: lifted_at, kind: 'lifted' as const, ...said, by: emails(lifted_by) }]
  })
}

async function notes({ deps, widget_id, user_id, until, limit }: Asked): Promise<TimelineEntry[]> {
  const rows = await deps.readDb
    .selectFrom('user_note')
    .select(['id', 'text', 'created_at', 'created_by'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('created_at', '<=', until)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  const emails = await emailsOf(
    deps.readDb,
    rows.map(({ created_by }) => created_by),
  )
  return rows.map(({ id, text, created_at, created_by }) => ({
    ...{ id: `note ${id}`, at: created_at, kind: 'note' as const, text },
    by: emails(created_by),
  }))
}

/** What is stored of a user's devices: connections are known only while they last. */
async function devices({ deps, widget_id, user_id }: Asked): Promise<TimelineEntry[]> {
  const [browsers, known] = await Promise.all([
    deps.readDb
      .selectFrom('push_subscription')
      .select(['id', 'name', 'created_at'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .limit(LOOKED)
      .execute(),
    deps.readDb
      .selectFrom('chat_user')
      .select(['first_seen_at', 'last_login_at'])
      .where('widget_id', '=', widget_id)
      .where('id', '=', user_id)
      .executeTakeFirst(),
  ])
  const entry = (kind: 'first_seen' | 'site_sign_in', at: number | null | undefined): TimelineEntry[] =>
    at == null ? [] : [{ id: kind, at, kind, name: null }]
  return [
    ...browsers.map(({ id, name, created_at }) => ({
      id: `device ${id}`,
      at: created_at,
      kind: 'device' as const,
      name,
    })),
    ...entry('first_seen', known?.first_seen_at),
    ...entry('site_sign_in', known?.last_login_at),
  ]
}

const SOURCES: Record<Kind, readonly Source[]> = {
  all: [reports, decisions, restrictions, notes, devices],
  messages: [],
  files: [],
  reports: [reports, decisions],
  restrictions: [restrictions],
  notes: [notes],
  devices: [devices],
}
