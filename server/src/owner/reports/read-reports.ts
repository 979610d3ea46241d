import { ChatError, type ReportReason } from '@imbachat/protocol'
import type { HeldFile } from '@imbachat/protocol/http/held-file'
import type { ReportMessage, ReportView } from '@imbachat/protocol/http/reports'
import type { RestrictionKind } from '@imbachat/protocol/moderation'
import { type Selectable, type SqlBool, sql } from 'kysely'
import { type KeptParts, usersToName, withNames } from '../../chat/moderation/carried.ts'
import type { HeldContent, RestoreMessage } from '../../chat/ports.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { Database } from '../../store/schema.ts'
import { emailsOf } from '../moderation/emails.ts'
import { heldFilesOf } from '../moderation/held-files.ts'
import { readTimeCursor, timeCursor } from '../moderation/time-cursor.ts'
import type { ReportDeps } from './reports.ts'

export type ReportRow = Selectable<Database['report']> & { title: string | null; pipe: string | null }
/** `carries` is missing in a report of a version before it */
type KeptMessage = Omit<ReportMessage, 'sender' | 'carries'> & { sender_id: string; carries?: KeptParts }

export interface ReportsPage {
  state: 'open' | 'closed'
  source?: 'user' | 'rule' | 'held' | undefined
  reason?: ReportReason | undefined
  /** the user that they are about */
  about?: string | undefined
  /** the user who reported */
  by?: string | undefined
  cursor: string | null
  limit: number
}

/** Characters of the reported message in a list. */
const EXCERPT = 500

/** Reports as moderators see them. */
export function readReports({ readDb, chat, clock }: Pick<ReportDeps, 'readDb' | 'chat' | 'clock'>) {
  const rows = (widgetId: number) =>
    readDb
      .selectFrom('report')
      .leftJoin('room', (join) =>
        join.onRef('room.widget_id', '=', 'report.widget_id').onRef('room.id', '=', 'report.room_id'),
      )
      .selectAll('report')
      .select(['room.title', 'room.pipe'])
      .where('report.widget_id', '=', widgetId)

  /** Of each subject, how many open reports there are. */
  async function openOf(widgetId: number, list: readonly ReportRow[]): Promise<Map<string, number>> {
    const users = [...new Set(list.map((row) => row.user_id))]
    if (users.length === 0) return new Map()
    const counts = await readDb
      .selectFrom('report')
      .select(({ fn }) => ['user_id', 'room_id', 'seq', 'held_client_id', fn.countAll<number>().as('count')])
      .where('widget_id', '=', widgetId)
      .where('closed_at', 'is', null)
      .where('user_id', 'in', users)
      .groupBy(['user_id', 'room_id', 'seq', 'held_client_id'])
      .execute()
    const all = new Map<string, number>()
    for (const row of counts) all.set(subjectOf(row), (all.get(subjectOf(row)) ?? 0) + Number(row.count))
    return all
  }

  async function views(owner: DashboardPrincipal, widgetId: number, list: readonly ReportRow[]): Promise<ReportView[]> {
    const now = clock.now()
    const [cardOf, open, emails] = await Promise.all([
      cardsById(
        chat.users,
        widgetId,
        list.flatMap((row) => (row.source === 'user' ? [row.user_id, row.reporter_id] : [row.user_id])),
      ),
      openOf(widgetId, list),
      emailsOf(
        readDb,
        list.flatMap((row) => [row.claimed_by, row.closed_by]),
      ),
    ])
    return list.map((row) => {
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
        // of a user's report no message has the `seq` null
        text: excerptOf(messagesOf(row).find(({ seq }) => seq === row.seq)),
        others: row.closed_at === null ? Math.max(0, (open.get(subjectOf(row)) ?? 1) - 1) : 0,
        claim: isClaimed
          ? {
              by: emails(row.claimed_by),
              until: row.claimed_until ?? now,
              mine: row.claimed_by === owner.accountId,
            }
          : null,
        created_at: row.created_at,
        closed_at: row.closed_at,
        closed_by: row.closed_by === null ? null : emails(row.closed_by),
        outcome: row.outcome,
        undo_until: undoOf(row)?.by === owner.accountId ? (undoOf(row)?.until ?? null) : null,
      }
    })
  }

  return {
    async list(owner: DashboardPrincipal, widgetId: number, page: ReportsPage) {
      const { state, source, reason, about, by, cursor, limit } = page
      const place = cursor === null ? null : readTimeCursor(cursor)
      const found = await rows(widgetId)
        .where('report.closed_at', state === 'open' ? 'is' : 'is not', null)
        .$if(source === 'held', (query) => query.where('report.held_client_id', 'is not', null))
        .$if(source === 'user' || source === 'rule', (query) =>
          query.where('report.source', source === 'user' ? '=' : '!=', 'user'),
        )
        .$if(reason !== undefined, (query) => query.where('report.reason', '=', reason as ReportReason))
        .$if(about !== undefined, (query) => query.where('report.user_id', '=', about as string))
        .$if(by !== undefined, (query) => query.where('report.reporter_id', '=', by as string))
        .$if(place !== null, (query) =>
          query.where(sql<SqlBool>`(report.created_at, report.id) < (${place?.createdAt}, ${place?.id})`),
        )
        .orderBy('report.created_at', 'desc')
        .orderBy('report.id', 'desc')
        .limit(limit + 1)
        .execute()
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      const next = found.length > limit && last ? timeCursor({ createdAt: last.created_at, id: last.id }) : null
      return { reports: await views(owner, widgetId, shown), next }
    },
    /** @throws ChatError not_found */
    async row(widgetId: number, id: string): Promise<ReportRow> {
      const found = await rows(widgetId).where('report.id', '=', id).executeTakeFirst()
      if (!found) throw new ChatError('not_found', `there is no report ${id}`, { field: 'report_id' })
      return found
    },
    async view(owner: DashboardPrincipal, row: ReportRow): Promise<ReportView> {
      const [view] = await views(owner, row.widget_id, [row])
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

function subjectOf({ user_id, room_id, seq, held_client_id: held }: Subject): string {
  if (held !== null) return `${user_id} ${room_id} ${held}`
  return seq === null ? user_id : `${user_id} ${room_id} ${seq}`
}

type Subject = Pick<ReportRow, 'user_id' | 'room_id' | 'seq' | 'held_client_id'>

/** A card or a file may stand without words. */
const excerptOf = (message: KeptMessage | undefined): string | null =>
  message === undefined || message.text === null
    ? null
    : (message.text || (message.carries?.card?.title ?? message.files[0] ?? '')).slice(0, EXCERPT)

/** `putReport` or `reportHeld` wrote them. */
const messagesOf = (row: ReportRow) => JSON.parse(row.messages) as KeptMessage[]

/** Missing: a server without this field deleted it. */
interface DeletedBy {
  deletionId?: string | undefined
}

/** How a decision is taken back, by the moderator who made it. */
export interface Undo {
  /** the account */
  by: string
  until: number
  /** all reports that it closed */
  reports: string[]
  /** the restriction that it gave */
  restriction: RestrictionKind | null
  /** missing: a server without this field decided */
  restrictionId?: string | undefined
  /** the message that it deleted, as it was */
  message: (Pick<RestoreMessage, 'text' | 'parts' | 'editedAt'> & DeletedBy) | null
  /** the held message that it deleted */
  held?: (HeldContent & DeletedBy) | null | undefined
}

export const undoOf = (row: Pick<ReportRow, 'undo'>): Undo | null =>
  row.undo === null ? null : (JSON.parse(row.undo) as Undo)
