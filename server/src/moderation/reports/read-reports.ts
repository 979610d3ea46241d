import { ChatError, type ReportReason } from '@imbachat/protocol'
import type { HeldFile } from '@imbachat/protocol/http/moderation/held-file'
import type { GroundOfReport, ReportMessage, ReportNote, ReportView } from '@imbachat/protocol/http/moderation/reports'
import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { HeldContent, RestoreMessage } from '../../chat/ports.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import { fromStored } from '../../input/old-names.ts'
import type { Database } from '../../store/schema/schema.ts'
import { emailsOf } from '../people/emails.ts'
import { byTime } from '../time-cursor.ts'
import { heldFilesOf } from './held-files.ts'
import { type KeptParts, usersToName, withNames } from './message-content.ts'
import type { ReportDeps } from './report-deps.ts'
import type { ReportRow } from './report-row.ts'
import { countOpenSubjects, MOST_COUNTED, reportsOfSame, sameSubject, subjectKey } from './same-subject.ts'
import { UNDO_LONGEST_MS } from './undo-window.ts'

/** `carries` is missing in a report of a version before it */
type KeptMessage = Omit<ReportMessage, 'sender' | 'carries'> & { sender_id: string; carries?: KeptParts }

export interface ReportsPage {
  state: 'open' | 'mine' | 'snoozed' | 'closed'
  source?: 'user' | 'several' | 'rule' | 'held' | undefined
  reason?: ReportReason | undefined
  /** the user that they are about */
  about?: string | undefined
  /** the user who reported */
  by?: string | undefined
  /** `most_reported`: not of closed ones */
  sort: 'newest' | 'oldest' | 'most_reported'
  cursor: string | null
  limit: number
}

/** Characters of the reported message in a list. */
const EXCERPT = 500
/** Reports about one subject that are shown in full, and notes about it. */
const MOST_TOGETHER = 50
/** Notes about all that an author wrote, among which those about one message are looked for. */
const MOST_OF_AUTHOR = 1_000

/** Reports as moderators see them. */
export function readReports({ readDb, chat, clock }: Pick<ReportDeps, 'readDb' | 'chat' | 'clock'>) {
  const rows = (widget_id: number) =>
    readDb
      .selectFrom('report')
      .leftJoin('room', (join) =>
        join.onRef('room.widget_id', '=', 'report.widget_id').onRef('room.id', '=', 'report.room_id'),
      )
      .selectAll('report')
      .select(['room.title', 'room.pipe'])
      .where('report.widget_id', '=', widget_id)

  /** All reports about the subjects of these rows: the open ones, or those that were closed with them. */
  function ofSameSubjects(widget_id: number, list: readonly ReportRow[]) {
    const closed = list.flatMap((row) => row.closed_at ?? [])
    return readDb
      .selectFrom('report')
      .where('widget_id', '=', widget_id)
      .where('user_id', 'in', [...new Set(list.map((row) => row.user_id))])
      .$if(closed.length === 0, (query) => query.where('closed_at', 'is', null))
      .$if(closed.length > 0, (query) => query.where('closed_at', 'in', [...new Set(closed)]))
  }

  /** Of each subject, why it was reported and by how many. All rows are open, or none. */
  async function groundsOf(widget_id: number, list: readonly ReportRow[]): Promise<(row: ReportRow) => Grounds> {
    const all = new Map<string, Grounds>()
    const of = (row: Parameters<typeof subjectKey>[0] & Pick<ReportRow, 'closed_at'>) => {
      const key = `${subjectKey(row)} ${row.closed_at}`
      const known = all.get(key) ?? { grounds: [], reporters: 0, assigned_to: null }
      all.set(key, known)
      return known
    }
    if (list.length === 0) return of
    const columns = ['user_id', 'room_id', 'seq', 'held_client_id', 'closed_at'] as const
    const [counts, reporters, assigned] = await Promise.all([
      ofSameSubjects(widget_id, list)
        .select([...columns, 'source', 'reason'])
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy([...columns, 'source', 'reason'])
        .execute(),
      ofSameSubjects(widget_id, list)
        .select(columns)
        .select(({ fn }) => fn.count<number>('reporter_id').distinct().as('count'))
        .where('source', '=', 'user')
        .groupBy(columns)
        .execute(),
      ofSameSubjects(widget_id, list)
        .select([...columns, 'assigned_to'])
        .where('assigned_to', 'is not', null)
        .execute(),
    ])
    // a newer report has no assignment of its own
    for (const row of assigned) of(row).assigned_to = row.assigned_to
    for (const row of counts) {
      const { grounds } = of(row)
      const same = grounds.find(({ source, reason }) => source === row.source && reason === row.reason)
      // reports about a user come from several rooms
      if (same) same.count += Number(row.count)
      else grounds.push({ source: row.source, reason: row.reason, count: Number(row.count) })
    }
    for (const row of reporters) of(row).reporters += Number(row.count)
    for (const { grounds } of all.values()) grounds.sort((one, other) => other.count - one.count)
    return of
  }

  /** The data to undo the decision that closed a report. The decision keeps it in one of the reports that it closed. */
  async function undosOf(widget_id: number, list: readonly ReportRow[]): Promise<(row: ReportRow) => Undo | null> {
    const recent = list.filter(({ closed_at: at }) => at !== null && at > clock.now() - UNDO_LONGEST_MS)
    if (recent.length === 0) return undoOf
    const kept = await ofSameSubjects(widget_id, recent).where('undo', 'is not', null).select('undo').execute()
    const undos = kept.flatMap((row) => undoOf(row) ?? [])
    return (row) => undoOf(row) ?? undos.find(({ reports }) => reports.includes(row.id)) ?? null
  }

  /** The number of notes about each subject. */
  async function noteCounts(widget_id: number, list: readonly ReportRow[]): Promise<(row: ReportRow) => number> {
    if (list.length === 0) return () => 0
    const columns = ['user_id', 'room_id', 'seq', 'held_client_id'] as const
    const counts = await readDb
      .selectFrom('report_note')
      .where('widget_id', '=', widget_id)
      .where('user_id', 'in', [...new Set(list.map((row) => row.user_id))])
      .select(columns)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .groupBy(columns)
      .execute()
    const all = new Map<string, number>()
    // notes about a user come from several rooms
    for (const row of counts) all.set(subjectKey(row), (all.get(subjectKey(row)) ?? 0) + Number(row.count))
    return (row) => all.get(subjectKey(row)) ?? 0
  }

  async function views(
    actor: DashboardPrincipal,
    widget_id: number,
    list: readonly ReportRow[],
  ): Promise<ReportView[]> {
    const now = clock.now()
    const [cardOf, groundsFor, undoFor, notesOf] = await Promise.all([
      cardsById(
        chat.users,
        widget_id,
        list.flatMap((row) => (row.source === 'user' ? [row.user_id, row.reporter_id] : [row.user_id])),
      ),
      groundsOf(widget_id, list),
      undosOf(widget_id, list),
      noteCounts(widget_id, list),
    ])
    const emails = await emailsOf(
      readDb,
      list.flatMap((row) => [row.claimed_by, row.closed_by, groundsFor(row).assigned_to]),
    )
    return list.map((row) => {
      const undo = row.closed_at === null ? null : undoFor(row)
      const { grounds, reporters, assigned_to } = groundsFor(row)
      const isClaimed = row.closed_at === null && row.claimed_by !== null && (row.claimed_until ?? 0) > now
      return {
        report_id: row.id,
        room_id: row.room_id,
        room_title: row.title ?? row.pipe,
        seq: row.seq,
        held: row.held_client_id !== null,
        user: cardOf(row.user_id),
        source: row.source,
        flagged: row.flagged,
        reporter: row.source === 'user' ? cardOf(row.reporter_id) : null,
        reason: row.reason,
        comment: row.comment,
        text: reportedText(row),
        grounds,
        reporters,
        claim: isClaimed
          ? {
              by: emails(row.claimed_by),
              until: row.claimed_until ?? now,
              mine: row.claimed_by === actor.account_id,
            }
          : null,
        assigned: assigned_to === null ? null : { to: emails(assigned_to), mine: assigned_to === actor.account_id },
        snoozed_until: (row.snoozed_until ?? 0) > now ? row.snoozed_until : null,
        notes: notesOf(row),
        created_at: row.created_at,
        closed_at: row.closed_at,
        closed_by: row.closed_by === null ? null : emails(row.closed_by),
        outcome: row.outcome,
        undo_until: undo?.by === actor.account_id ? undo.until : null,
      }
    })
  }

  /** Of each subject the first report that fits. */
  function firstOfSubjects(widget_id: number, asked: Asked) {
    const { state, now } = asked
    return (
      rows(widget_id)
        .where(fits('report', asked))
        .where((eb) =>
          eb.not(
            eb.exists(
              aboutTheSame(state)
                .where(fits('older', asked))
                .where(sql<SqlBool>`(older.created_at, older.id) < (report.created_at, report.id)`),
            ),
          ),
        )
        // one of them that is not put off brings all back
        .$if(state === 'snoozed', (query) =>
          query.where((eb) => eb.not(eb.exists(aboutTheSame(state).where(isAwake('older', now))))),
        )
        .$if(asked.source === 'several', (query) =>
          query.where((eb) =>
            eb.exists(
              aboutTheSame(state)
                .where('older.source', '=', 'user')
                .whereRef('older.reporter_id', '!=', 'report.reporter_id'),
            ),
          ),
        )
    )
  }

  async function byAge(widget_id: number, asked: Asked) {
    const { cursor, limit } = asked
    const [isPast, direction] = asked.sort === 'oldest' ? [sql`>`, 'asc' as const] : [sql`<`, 'desc' as const]
    const place = cursor === null ? null : byTime.read(cursor)
    const found = await firstOfSubjects(widget_id, asked)
      .$if(place !== null, (query) =>
        query.where(sql<SqlBool>`(report.created_at, report.id) ${isPast} (${place?.[0]}, ${place?.[1]})`),
      )
      .orderBy('report.created_at', direction)
      .orderBy('report.id', direction)
      .limit(limit + 1)
      .execute()
    const { page: shown, next } = pageOf(found, limit, ({ created_at, id }) => byTime.write(created_at, id))
    return { shown, next }
  }

  /** In the order of the ids; one that is not of the widget is left out. */
  async function rowsOf(widget_id: number, ids: readonly string[]): Promise<ReportRow[]> {
    if (ids.length === 0) return []
    const found = await rows(widget_id).where('report.id', 'in', ids).execute()
    const rowOf = new Map(found.map((row) => [row.id, row]))
    return [...new Set(ids)].flatMap((id) => rowOf.get(id) ?? [])
  }

  /** Ranks the entries that came last; of a longer queue the others are not listed. */
  async function mostReported(widget_id: number, asked: Asked) {
    const { state, cursor, limit } = asked
    if (state === 'closed') {
      throw new ChatError('invalid_field', 'Decided reports are sorted by their age alone.', { field: 'sort' })
    }
    const newest = await firstOfSubjects(widget_id, asked)
      .clearSelect()
      .select(['report.id', 'report.created_at'])
      .select((eb) =>
        reportsOfSame(eb)
          .select(({ fn }) => fn.count<number>('older.reporter_id').distinct().as('reporters'))
          .where('older.closed_at', 'is', null)
          .where('older.source', '=', 'user')
          .as('reporters'),
      )
      .orderBy('report.created_at', 'desc')
      .orderBy('report.id', 'desc')
      .limit(MOST_COUNTED)
      .execute()
    const place = cursor === null ? null : byReporters.read(cursor)
    const ranked = newest
      .map(({ id, created_at, reporters }): Rank => [Number(reporters), created_at, id])
      .sort(byRank)
      .filter((rank) => place === null || byRank(place, rank) < 0)
    const { page, next } = pageOf(ranked.slice(0, limit + 1), limit, (rank) => byReporters.write(...rank))
    const ids = page.map(([, , id]) => id)
    return { shown: await rowsOf(widget_id, ids), next }
  }

  return {
    /**
     * The first report about a subject that passes the filter: newer reports do not replace it.
     * @throws ChatError invalid_field
     */
    async list(actor: DashboardPrincipal, widget_id: number, page: ReportsPage) {
      const asked: Asked = { ...page, account_id: actor.account_id, now: clock.now() }
      const { shown, next } =
        page.sort === 'most_reported' ? await mostReported(widget_id, asked) : await byAge(widget_id, asked)
      return { reports: await views(actor, widget_id, shown), next }
    },
    /** @throws ChatError not_found */
    async row(widget_id: number, id: string): Promise<ReportRow> {
      const found = await rows(widget_id).where('report.id', '=', id).executeTakeFirst()
      if (!found) throw new ChatError('not_found', `there is no report ${id}`, { field: 'report_id' })
      return found
    },
    rowsOf,
    viewsOf: views,
    async view(actor: DashboardPrincipal, row: ReportRow): Promise<ReportView> {
      const [view] = await views(actor, row.widget_id, [row])
      return view as ReportView
    },
    /** The files of the held message that the report is about, while it waits. */
    async heldFiles(row: ReportRow): Promise<HeldFile[]> {
      if (row.held_client_id === null) return []
      const held = await readDb
        .selectFrom('held_message')
        .select(['attachments', 'forwarded'])
        .where('widget_id', '=', row.widget_id)
        .where('room_id', '=', row.room_id)
        .where('sender_id', '=', row.user_id)
        .where('client_id', '=', row.held_client_id)
        .executeTakeFirst()
      return held ? heldFilesOf(held) : []
    },
    /** Comments of the users who reported it, the oldest first. */
    async together(row: ReportRow): Promise<GroundOfReport[]> {
      const all = await rows(row.widget_id)
        .where(sameSubject(row))
        .where('report.closed_at', row.closed_at === null ? 'is' : '=', row.closed_at)
        .orderBy('report.created_at')
        .orderBy('report.id')
        .limit(MOST_TOGETHER)
        .execute()
      const reporters = all.flatMap(({ source, reporter_id }) => (source === 'user' ? [reporter_id] : []))
      const cardOf = await cardsById(chat.users, row.widget_id, reporters)
      return all.map((one) => ({
        source: one.source,
        flagged: one.flagged,
        reporter: one.source === 'user' ? cardOf(one.reporter_id) : null,
        reason: one.reason,
        comment: one.comment,
        text: reportedText(one),
        created_at: one.created_at,
      }))
    },
    /** The team's notes about the subject, the oldest first. */
    async notes(row: ReportRow): Promise<ReportNote[]> {
      const found = await readDb
        .selectFrom('report_note')
        .selectAll()
        .where('widget_id', '=', row.widget_id)
        .where('user_id', '=', row.user_id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MOST_OF_AUTHOR)
        .execute()
      const shown = found.filter((one) => subjectKey(one) === subjectKey(row)).slice(0, MOST_TOGETHER)
      const emails = await emailsOf(
        readDb,
        shown.map((one) => one.written_by),
      )
      return shown.reverse().map(({ id, text, created_at, written_by }) => ({
        ...{ note_id: id, text, created_at },
        created_by: emails(written_by),
      }))
    },
    ofAuthor: (row: ReportRow) => countOpenSubjects(readDb, row.widget_id, { user_id: row.user_id }),
    async messages(row: ReportRow): Promise<ReportMessage[]> {
      const kept = messagesOf(row)
      const cardOf = await cardsById(
        chat.users,
        row.widget_id,
        kept.flatMap(({ sender_id, carries = {} }) => [sender_id, ...usersToName(carries)]),
      )
      return kept.map(({ sender_id, carries = {}, ...message }) => ({
        ...message,
        sender: cardOf(sender_id),
        carries: withNames(carries, cardOf),
      }))
    },
  }
}

type Grounds = Pick<ReportView, 'grounds' | 'reporters'> & { assigned_to: string | null }
type Asked = ReportsPage & { account_id: string; now: number }
type ReportTable = Database['report']

interface Both {
  report: ReportTable
  older: ReportTable
}

/** The number of reporters, the time and the id of an entry. */
type Rank = [reporters: number, created_at: number, id: string]
const byReporters = cursorOf('number', 'number', 'uuid')

/** The entry with the most reporters first; of as many, the newest. */
const byRank = (one: Rank, other: Rank): number =>
  other[0] - one[0] || other[1] - one[1] || (one[2] < other[2] ? 1 : one[2] > other[2] ? -1 : 0)

function isAwake(table: 'report' | 'older', now: number): Expression<SqlBool> {
  const eb = expressionBuilder<Both, 'report' | 'older'>()
  return eb.or([eb(`${table}.snoozed_until`, 'is', null), eb(`${table}.snoozed_until`, '<=', now)])
}

/** Reports about the subject of the row `report`: the open ones, or those that were decided with it. */
function aboutTheSame(state: ReportsPage['state']) {
  return reportsOfSame(expressionBuilder<Database, 'report'>())
    .select('older.id')
    .$if(state !== 'closed', (query) => query.where('older.closed_at', 'is', null))
    .$if(state === 'closed', (query) => query.whereRef('older.closed_at', '=', 'report.closed_at'))
}

/** A report of the state, source, reason and users that the page is about. */
function fits(table: 'report' | 'older', asked: Asked): Expression<SqlBool> {
  const { state, source, reason, about, by, account_id, now } = asked
  const eb = expressionBuilder<Both, 'report' | 'older'>()
  return eb.and([
    eb(`${table}.closed_at`, state === 'closed' ? 'is not' : 'is', null),
    ...(state === 'open' ? [isAwake(table, now)] : []),
    ...(state === 'snoozed' ? [eb(`${table}.snoozed_until`, '>', now)] : []),
    ...(state === 'mine' ? [eb(`${table}.assigned_to`, '=', account_id), isAwake(table, now)] : []),
    ...(source === 'held' ? [eb(`${table}.held_client_id`, 'is not', null)] : []),
    ...(source === 'user' || source === 'several' ? [eb(`${table}.source`, '=', 'user')] : []),
    ...(source === 'rule' ? [eb(`${table}.source`, '!=', 'user')] : []),
    ...(reason === undefined ? [] : [eb(`${table}.reason`, '=', reason)]),
    ...(about === undefined ? [] : [eb(`${table}.user_id`, '=', about)]),
    ...(by === undefined ? [] : [eb(`${table}.reporter_id`, '=', by)]),
  ])
}

/** A card or a file may stand without words. */
const excerptOf = (message: KeptMessage | undefined): string | null =>
  message === undefined || message.text === null
    ? null
    : (message.text || (message.carries?.card?.title ?? message.files[0] ?? '')).slice(0, EXCERPT)

/** In a user's report no message has the `seq` null. */
const reportedText = (row: ReportRow) => excerptOf(messagesOf(row).find(({ seq }) => seq === row.seq))

/** `putReport` or `reportHeld` wrote them. */
const messagesOf = (row: ReportRow) => JSON.parse(row.messages) as KeptMessage[]

/** Missing: a server without this field deleted it. */
interface DeletedBy {
  deletion_id?: string | undefined
}

/** Data for undoing a decision, by the moderator who made it. */
export interface Undo {
  /** the account */
  by: string
  until: number
  /** all reports that it closed */
  reports: string[]
  /** the restriction that it gave */
  restriction: RestrictionKind | null
  /** missing: a server without this field decided */
  restriction_id?: string | undefined
  /** the message that it deleted, as it was */
  message: (Pick<RestoreMessage, 'text' | 'parts' | 'edited_at'> & DeletedBy) | null
  /** of decisions about one author that were made, and are taken back, together */
  together?: string | undefined
  /** the held message that it deleted */
  held?: (HeldContent & DeletedBy) | null | undefined
}

export const undoOf = (row: Pick<ReportRow, 'undo'>): Undo | null =>
  row.undo === null ? null : fromStored<Undo>(row.undo)
