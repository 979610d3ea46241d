import type { UserCard } from '@imbachat/protocol'
import type { ReportReason } from '@imbachat/protocol/moderation/reports'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { emailsOf } from '../people/emails.ts'
import type { Asked } from './timeline-page.ts'

interface Deps {
  readDb: Kysely<Database & OwnerTables>
  chat: Pick<ChatDeps, 'users'>
}

/** Selects reports by the user they are about, by the user who sent them, or by the room of the messages. */
export interface ReportsOf {
  widget_id: number
  by: 'user_id' | 'reporter_id' | 'room_id'
  value: string | number
}

export interface ReportEntry {
  id: string
  at: number
  report_id: string
  reason: ReportReason
  /** null: a rule */
  reporter: UserCard | null
  about: UserCard
}

const rowsOf = ({ readDb }: Deps, { widget_id, by, value }: ReportsOf) =>
  readDb
    .selectFrom('report')
    .where('widget_id', '=', widget_id)
    .where(by, '=', value)
    // the index of a room's reports has those of messages alone
    .$if(by === 'room_id', (query) => query.where('seq', 'is not', null))

/** The last reports before a moment. */
export async function reportEntries(deps: Deps, of: ReportsOf, { until, limit }: Asked): Promise<ReportEntry[]> {
  const rows = await rowsOf(deps, of)
    .select(['id', 'user_id', 'reporter_id', 'reason', 'created_at'])
    .where('created_at', '<=', until)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  const named = rows.flatMap(({ user_id, reporter_id }) => (reporter_id === '' ? [user_id] : [user_id, reporter_id]))
  const cardOf = await cardsById(deps.chat.users, of.widget_id, named)
  return rows.map(({ id, user_id, reporter_id, reason, created_at }) => ({
    ...{ id: `${of.by} ${id}`, at: created_at, report_id: id, reason },
    reporter: reporter_id === '' ? null : cardOf(reporter_id),
    about: cardOf(user_id),
  }))
}

/** The last decisions on them. */
export async function decisionEntries(deps: Deps, of: ReportsOf, { until, limit }: Asked) {
  const rows = await rowsOf(deps, of)
    .select(['id', 'closed_at', 'closed_by', 'outcome'])
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
