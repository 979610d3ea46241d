import { ChatError } from '@imbachat/protocol'
import type { AppealView } from '@imbachat/protocol/http/moderation/reports'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { pageOf } from '../../chat/cursor.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { emailsOf } from '../people/emails.ts'
import { byTime } from '../time-cursor.ts'
import { changeStanding } from './standing.ts'

/** Notes of muted and banned users who ask the moderators to think again. */
export interface Appeals {
  list(
    actor: DashboardPrincipal,
    widget_id: number,
    page: { state: 'open' | 'closed'; cursor: string | null; limit: number },
  ): Promise<{ appeals: AppealView[]; next: string | null }>
  /** @throws ChatError not_found; conflict: another moderator has answered it */
  answer(
    actor: DashboardPrincipal,
    widget_id: number,
    answer: { restriction_id: string; accept: boolean },
  ): Promise<AppealView>
}

interface AppealDeps {
  readDb: Kysely<Database & OwnerTables>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'users' | 'bus'>
}

export function createAppeals({ readDb, widgets, chat }: AppealDeps): Appeals {
  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  const rows = (widget_id: number) =>
    readDb
      .selectFrom('appeal as a')
      .innerJoin('restriction as r', (join) =>
        join.onRef('r.widget_id', '=', 'a.widget_id').onRef('r.id', '=', 'a.restriction_id'),
      )
      .selectAll('a')
      .select(['r.reason', 'r.until', 'r.created_at as given_at', 'r.created_by as given_by'])
      .where('a.widget_id', '=', widget_id)

  async function views(
    widget_id: number,
    list: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>,
  ): Promise<AppealView[]> {
    const [cardOf, emails] = await Promise.all([
      cardsById(
        chat.users,
        widget_id,
        list.map((row) => row.user_id),
      ),
      emailsOf(
        readDb,
        list.flatMap((row) => [row.given_by, row.closed_by]),
      ),
    ])
    return list.map((row) => ({
      restriction_id: row.restriction_id,
      user: cardOf(row.user_id),
      kind: row.kind,
      text: row.text,
      created_at: row.created_at,
      restriction: {
        reason: row.reason,
        until: row.until,
        created_at: row.given_at,
        created_by: emails(row.given_by),
      },
      closed_at: row.closed_at,
      closed_by: row.closed_by === null ? null : emails(row.closed_by),
      outcome: row.outcome,
    }))
  }

  return {
    async list(actor, widget_id, { state, cursor, limit }) {
      await mustBeInTeam(actor, widget_id)
      const place = cursor === null ? null : byTime.read(cursor)
      const isOpen = state === 'open'
      const after = sql.raw(isOpen ? '>' : '<')
      const found = await rows(widget_id)
        .where('a.closed_at', isOpen ? 'is' : 'is not', null)
        .$if(place !== null, (query) =>
          query.where(sql<SqlBool>`(a.created_at, a.restriction_id) ${after} (${place?.[0]}, ${place?.[1]})`),
        )
        .orderBy('a.created_at', isOpen ? 'asc' : 'desc')
        .orderBy('a.restriction_id', isOpen ? 'asc' : 'desc')
        .limit(limit + 1)
        .execute()
      const { page, next } = pageOf(found, limit, ({ created_at, restriction_id }) =>
        byTime.write(created_at, restriction_id),
      )
      return { appeals: await views(widget_id, page), next }
    },
    async answer(actor, widget_id, { restriction_id, accept }) {
      await mustBeInTeam(actor, widget_id)
      const one = () => rows(widget_id).where('a.restriction_id', '=', restriction_id).executeTakeFirst()
      const found = await one()
      if (!found) throw new ChatError('not_found', 'there is no such note', { field: 'restriction_id' })
      if (found.closed_at !== null) throw new ChatError('conflict', 'This note has been answered already.')
      const outcome = accept ? 'accepted' : 'declined'
      const change = { act: 'answer', restriction_id, outcome, by: actor.account_id } as const
      await changeStanding(chat, { widget_id, user_id: found.user_id, change })
      chat.bus.publish({ t: 'queue', widget_id })
      const answered = await one()
      // of two moderators at the same moment the first one has answered
      if (answered?.closed_by !== actor.account_id || answered.outcome !== outcome) {
        throw new ChatError('conflict', 'This note has been answered already.')
      }
      const [view] = await views(widget_id, [answered])
      return view as AppealView
    },
  }
}
