import { ChatError } from '@imbachat/protocol'
import type { ReportMessage, ReportView } from '@imbachat/protocol/http/reports'
import type { Kysely, Selectable } from 'kysely'
import type { ChatParts } from '../../chat/chat-parts.ts'
import type { Clock } from '../../chat/clock.ts'
import { moderateMessage } from '../../chat/moderation/moderate-message.ts'
import type { OwnerPrincipal } from '../../chat/principal.ts'
import { placeholderUser, userCard } from '../../chat/users/user-card.ts'
import type { Database } from '../../store/schema.ts'
import type { Widgets } from '../widgets/widgets.ts'

type Row = Selectable<Database['report']> & { title: string | null; pipe: string | null }
type KeptMessage = Omit<ReportMessage, 'sender'> & { sender_id: string }

/** What an owner does with the reports of their widget. Another account's widget answers as a missing one. */
export interface Reports {
  /** the newest first */
  list(
    owner: OwnerPrincipal,
    widgetId: number,
    page: ReportsPage,
  ): Promise<{ reports: ReportView[]; next: string | null }>
  get(owner: OwnerPrincipal, widgetId: number, id: string): Promise<{ report: ReportView; messages: ReportMessage[] }>
  /** `deleted` deletes the message for everybody and closes all open reports about it. */
  close(
    owner: OwnerPrincipal,
    report: { widgetId: number; id: string; outcome: 'dismissed' | 'deleted' },
  ): Promise<ReportView>
}

interface ReportsPage {
  state: 'open' | 'closed'
  cursor: string | null
  limit: number
}

/** Characters of the reported message in a list. */
const EXCERPT = 500

export function createReports({
  control,
  reader,
  widgets,
  chat,
  clock,
}: {
  control: Kysely<Database>
  reader: Kysely<Database>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatParts, 'store' | 'bus' | 'users'>
  clock: Clock
}): Reports {
  const rows = (widgetId: number) =>
    reader
      .selectFrom('report')
      .leftJoin('room', (join) =>
        join.onRef('room.widget_id', '=', 'report.widget_id').onRef('room.id', '=', 'report.room_id'),
      )
      .selectAll('report')
      .select(['room.title', 'room.pipe'])
      .where('report.widget_id', '=', widgetId)

  async function rowOf(widgetId: number, id: string): Promise<Row> {
    const row = await rows(widgetId).where('report.id', '=', id).executeTakeFirst()
    if (!row) throw new ChatError('not_found', `there is no report ${id}`, { field: 'report_id' })
    return row
  }

  async function cardsOf(widgetId: number, userIds: readonly string[]) {
    const distinct = [...new Set(userIds)]
    const cards = new Map((await chat.users.cards(widgetId, distinct)).map((card) => [card.user_id, card]))
    return (userId: string) => cards.get(userId) ?? userCard(placeholderUser(userId))
  }

  async function views(widgetId: number, list: readonly Row[]): Promise<ReportView[]> {
    const cardOf = await cardsOf(
      widgetId,
      list.flatMap((row) => [row.user_id, row.reporter_id]),
    )
    return list.map((row) => ({
      report_id: row.id,
      room_id: row.room_id,
      room_title: row.title ?? row.pipe,
      seq: row.seq,
      user: cardOf(row.user_id),
      reporter: cardOf(row.reporter_id),
      reason: row.reason,
      comment: row.comment,
      text:
        messagesOf(row)
          .find(({ seq }) => seq === row.seq)
          ?.text?.slice(0, EXCERPT) ?? null,
      created_at: row.created_at,
      closed_at: row.closed_at,
      outcome: row.outcome,
    }))
  }

  return {
    async list(owner, widgetId, { state, cursor, limit }) {
      await widgets.get(owner, widgetId)
      const place = cursor === null ? null : readCursor(cursor)
      const found = await rows(widgetId)
        .where('report.closed_at', state === 'open' ? 'is' : 'is not', null)
        .$if(place !== null, (query) =>
          query.where(({ or, and, eb }) =>
            or([
              eb('report.created_at', '<', place?.createdAt ?? 0),
              and([eb('report.created_at', '=', place?.createdAt ?? 0), eb('report.id', '<', place?.id ?? '')]),
            ]),
          ),
        )
        .orderBy('report.created_at', 'desc')
        .orderBy('report.id', 'desc')
        .limit(limit + 1)
        .execute()
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next = found.length > limit && last ? `${last.created_at}.${last.id}` : null
      return { reports: await views(widgetId, page), next }
    },
    async get(owner, widgetId, id) {
      await widgets.get(owner, widgetId)
      const row = await rowOf(widgetId, id)
      const [report] = await views(widgetId, [row])
      const messages = messagesOf(row)
      const cardOf = await cardsOf(
        widgetId,
        messages.map((message) => message.sender_id),
      )
      return {
        report: report as ReportView,
        messages: messages.map(({ sender_id, ...message }) => ({ ...message, sender: cardOf(sender_id) })),
      }
    },
    async close(owner, { widgetId, id, outcome }) {
      await widgets.get(owner, widgetId)
      const { room_id: roomId, seq } = await rowOf(widgetId, id)
      if (outcome === 'deleted') {
        if (seq === null) throw new ChatError('message_not_found', 'This report is about a user, not a message.')
        await moderateMessage(chat, { widgetId, roomId, seq })
      }
      const others = control
        .updateTable('report')
        .set({ closed_at: clock.now(), closed_by: owner.accountId, outcome })
        .where('widget_id', '=', widgetId)
        .where('closed_at', 'is', null)
      await (outcome === 'deleted'
        ? others.where('room_id', '=', roomId).where('seq', '=', seq)
        : others.where('id', '=', id)
      ).execute()
      const [closed] = await views(widgetId, [await rowOf(widgetId, id)])
      return closed as ReportView
    },
  }
}

/** `putReport` wrote them. */
const messagesOf = (row: Row) => JSON.parse(row.messages) as KeptMessage[]

function readCursor(cursor: string): { createdAt: number; id: string } {
  const match = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor)
  if (!match) throw new ChatError('invalid_field', 'cursor must be `next` of the previous page', { field: 'cursor' })
  return { createdAt: Number(match[1]), id: match[2] ?? '' }
}
