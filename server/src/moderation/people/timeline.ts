import type { TimelineEntry } from '@imbachat/protocol/http/moderation/people'
import type { TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { listWatched } from '../monitor/list-watched.ts'
import { decisionEntries, reportEntries } from '../timeline/report-entries.ts'
import { type Asked, type Source, type Timeline, type TimelinePage, timelinePage } from '../timeline/timeline-page.ts'
import { emailsOf } from './emails.ts'
import type { OfPerson, PeopleDeps } from './people-deps.ts'

type Kind = (typeof TIMELINE_KINDS)[number]

export type PersonTimelinePage = TimelinePage<Kind>
export type PersonTimeline = Timeline<TimelineEntry>

/** The page that one source reads. */
interface AskedOf extends Asked, OfPerson {
  deps: PeopleDeps
}

/** Restrictions and decisions that are looked through: a lifted one has no index by that time. */
const LOOKED = 500

/**
 * The acts of a user and the decisions about them. Texts from rooms that are not public are left out: reading them
 * needs a reason.
 */
export function timelineOfPerson(
  deps: PeopleDeps,
  person: OfPerson,
  page: PersonTimelinePage,
): Promise<PersonTimeline> {
  const { kind } = page
  const sources = SOURCES[kind].map(
    (read): Source<TimelineEntry> =>
      async (asked) => ({ entries: await read({ ...person, ...asked, deps }) }),
  )
  if (kind === 'all' || kind === 'messages' || kind === 'files') {
    sources.push((asked) => sent({ ...person, ...asked, deps }, kind === 'files'))
  }
  return timelinePage(sources, page, deps.clock.now())
}

async function sent({ deps, widget_id, user_id, until, limit }: AskedOf, hasFile: boolean) {
  const filter = { user: user_id, peer: null, room: null, hasFile, flagged: false, since: null, until }
  const { messages, more, complete } = await listWatched(deps, widget_id, filter, limit)
  // messages that others do not see have a list of their own on the page
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

async function reports({ deps, widget_id, user_id, ...asked }: AskedOf): Promise<TimelineEntry[]> {
  const [about, by] = await Promise.all([
    reportEntries(deps, { widget_id, by: 'user_id', value: user_id }, asked),
    reportEntries(deps, { widget_id, by: 'reporter_id', value: user_id }, asked),
  ])
  return [
    ...about.map(({ reporter, about: _, ...entry }) => ({ ...entry, kind: 'reported' as const, user: reporter })),
    ...by.map(({ reporter: _, about: user, ...entry }) => ({ ...entry, kind: 'reports' as const, user })),
  ]
}

const decisions = ({ deps, widget_id, user_id, ...asked }: AskedOf): Promise<TimelineEntry[]> =>
  decisionEntries(deps, { widget_id, by: 'user_id', value: user_id }, asked)

async function restrictions({ deps, widget_id, user_id }: AskedOf): Promise<TimelineEntry[]> {
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
    const fields = { restriction: kind, reason, until }
    const given = { id: `given ${id}`, at: created_at, kind: 'restricted' as const, ...fields, by: emails(created_by) }
    if (lifted_at === null) return [given]
    return [given, { id: `lifted ${id}`, at: lifted_at, kind: 'lifted' as const, ...fields, by: emails(lifted_by) }]
  })
}

async function notes({ deps, widget_id, user_id, until, limit }: AskedOf): Promise<TimelineEntry[]> {
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

/** The stored data of a user's devices: connections are known only while they last. */
async function devices({ deps, widget_id, user_id }: AskedOf): Promise<TimelineEntry[]> {
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

const SOURCES: Record<Kind, readonly ((asked: AskedOf) => Promise<TimelineEntry[]>)[]> = {
  all: [reports, decisions, restrictions, notes, devices],
  messages: [],
  files: [],
  reports: [reports, decisions],
  restrictions: [restrictions],
  notes: [notes],
  devices: [devices],
}
