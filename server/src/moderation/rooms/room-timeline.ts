import type { Message } from '@imbachat/protocol'
import type { RoomTimelineEntry } from '@imbachat/protocol/http/moderation/people'
import type { ROOM_TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { cardsById } from '../../chat/users/user-card.ts'
import { lastMessageAt } from '../monitor/seq-at.ts'
import { emailsOf } from '../people/emails.ts'
import { partsToShow, usersToName, withNames } from '../reports/message-content.ts'
import { decisionEntries, reportEntries } from '../timeline/report-entries.ts'
import { type Asked, type Source, type Timeline, type TimelinePage, timelinePage } from '../timeline/timeline-page.ts'
import type { ModeratedRoomsDeps, OfRoom } from './rooms-deps.ts'

type Kind = (typeof ROOM_TIMELINE_KINDS)[number]
type Entry = RoomTimelineEntry

export type RoomTimelinePage = TimelinePage<Kind>
export type RoomTimeline = Timeline<Entry>

/** The room as its page has read it. */
export interface TimelineRoom extends OfRoom {
  last_seq: number
  is_public: boolean
}

interface AskedOf extends Asked {
  deps: ModeratedRoomsDeps
  room: TimelineRoom
  kind: Kind
}

/** Messages that are looked through for files, and so many at once; rows that are looked through for notices. */
const LOOKED = 2_000
const AT_ONCE = 250
const ROWS = 20_000

/** Kinds of notices about members, and of the team's acts on members; all other kinds are about settings. */
const OF_MEMBERS: ReadonlySet<string> = new Set(['joined', 'left', 'added', 'removed', 'role', 'owner'])
const MEMBER_ACTS = ['widget_rooms.add_members', 'widget_rooms.remove_members', 'widget_rooms.change_role']
const SETTING_ACTS = [
  ...['widget_rooms.create', 'widget_rooms.change', 'widget_rooms.change_many', 'widget_rooms.hand_over'],
]

/**
 * The events of a room and the decisions about it. Texts of a room that is not public are left out: reading them needs
 * a reason.
 */
export function timelineOfRoom(
  deps: ModeratedRoomsDeps,
  room: TimelineRoom,
  page: RoomTimelinePage,
): Promise<RoomTimeline> {
  const { kind } = page
  const sources = SOURCES[kind].map(
    (read): Source<Entry> =>
      (asked) =>
        read({ ...asked, deps, room, kind }),
  )
  return timelinePage(sources, page, deps.clock.now())
}

async function sent({ deps, room, kind, until, limit }: AskedOf) {
  const { widget_id, room_id, is_public } = room
  const { store, users } = deps.chat
  const found: Message[] = []
  let before = (await lastMessageAt(deps.readDb, room, until)).seq + 1
  const end = Math.max(1, before - LOOKED)
  while (before > end && found.length < limit) {
    const some = await store.messagesBefore(widget_id, room_id, before, AT_ONCE)
    before = some[0]?.seq ?? 1
    const fits = (message: Message) => !message.system && (kind !== 'files' || (message.attachments?.length ?? 0) > 0)
    found.push(...some.filter(fits).toReversed())
    // SQLite reads on the event loop: the chat must not wait for all of them
    await new Promise((resolve) => setImmediate(resolve))
  }
  const shown = found.slice(0, limit)
  const cardOf = await cardsById(
    users,
    widget_id,
    shown.map(({ sender_id }) => sender_id),
  )
  const entries = shown.map(
    ({ seq, sender_id, text, attachments, created_at }): Entry => ({
      ...{ id: `m${seq}`, at: created_at, kind: 'message', seq, is_public },
      sender: cardOf(sender_id),
      text: is_public ? text : null,
      files: attachments?.length ?? 0,
    }),
  )
  return { entries, more: found.length >= limit, complete: before <= 1 || found.length >= limit }
}

async function notices({ deps, room, kind, until, limit }: AskedOf) {
  const { widget_id, room_id } = room
  const { seq: last } = await lastMessageAt(deps.readDb, room, until)
  const rows = await deps.readDb
    .selectFrom('message')
    .select('seq')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '<=', last)
    .where('seq', '>', last - ROWS)
    .where('system', 'is not', null)
    .orderBy('seq', 'desc')
    // those of the other kind are among them
    .limit(limit * 4)
    .execute()
  const messages = await deps.chat.store.messagesAt(
    widget_id,
    rows.map(({ seq }) => ({ room_id, seq })),
  )
  const fitting = messages.filter(
    (message) => message?.system && (kind === 'all' || OF_MEMBERS.has(message.system.kind) === (kind === 'members')),
  )
  const shown = fitting.flatMap((message) => (message ? [{ message, parts: partsToShow(message) }] : []))
  const cardOf = await cardsById(
    deps.chat.users,
    widget_id,
    shown.flatMap(({ message, parts }) => [
      ...(message.sender_id === '' ? [] : [message.sender_id]),
      ...usersToName(parts),
    ]),
  )
  const entries = shown.map(
    ({ message: { seq, sender_id, created_at }, parts }): Entry => ({
      ...{ id: `n${seq}`, at: created_at, kind: 'notice', seq },
      sender: sender_id === '' ? null : cardOf(sender_id),
      carries: withNames(parts, cardOf),
    }),
  )
  return { entries, more: rows.length === limit * 4, complete: last <= ROWS }
}

async function reports({ deps, room, until, limit }: AskedOf) {
  const of = { widget_id: room.widget_id, by: 'room_id', value: room.room_id } as const
  const [sentIn, decisions] = await Promise.all([
    reportEntries(deps, of, { until, limit }),
    decisionEntries(deps, of, { until, limit }),
  ])
  const entries: Entry[] = sentIn.map(({ reporter, ...entry }) => ({ ...entry, kind: 'reported', user: reporter }))
  return { entries: [...entries, ...decisions] }
}

const acts = (actions: readonly string[]) =>
  async function ofTeam({ deps, room, until, limit }: AskedOf) {
    const rows = await deps.readDb
      .selectFrom('audit')
      .select(['id', 'at', 'account_id', 'actor', 'action', 'details'])
      .where('widget_id', '=', room.widget_id)
      .where('target', '=', `${room.room_id}`)
      .where('action', 'in', [...actions])
      .where('at', '<=', until)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    const emails = await emailsOf(
      deps.readDb,
      rows.map(({ account_id }) => account_id),
    )
    const entries = rows.map(
      ({ id, at, account_id, actor, action, details }): Entry => ({
        ...{ id: `a${id}`, at, kind: 'changed', action },
        details: details === null ? null : (JSON.parse(details) as Record<string, unknown>),
        by: account_id === null ? actor : emails(account_id),
      }),
    )
    return { entries }
  }

const SOURCES: Record<Kind, readonly ((asked: AskedOf) => ReturnType<Source<Entry>>)[]> = {
  all: [sent, notices, reports, acts([...MEMBER_ACTS, ...SETTING_ACTS])],
  messages: [sent],
  files: [sent],
  reports: [reports],
  members: [notices, acts(MEMBER_ACTS)],
  settings: [notices, acts(SETTING_ACTS)],
}
