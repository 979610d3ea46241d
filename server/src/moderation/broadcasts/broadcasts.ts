import { ChatError } from '@imbachat/protocol'
import type { BroadcastView } from '@imbachat/protocol/http/moderation/broadcasts'
import { linkUrl } from '@imbachat/protocol/messages/link-url'
import { BROADCAST_CONFIRMED_ABOVE } from '@imbachat/protocol/moderation/broadcasts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import { pageOf } from '../../chat/cursor.ts'
import { widgetOf } from '../../chat/messages/check-message.ts'
import { checkMessageText } from '../../chat/messages/message-text.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { missing } from '../../chat/refusals.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import { mustNotBeSuspended } from '../../chat/widget.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import { fromStored } from '../../input/old-names.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { emailsOf } from '../people/emails.ts'
import { mustBeFitText } from '../rules/fit-line.ts'
import type { TaskRow, Tasks } from '../task.ts'
import { byTime } from '../time-cursor.ts'
import { type BroadcastPlan, countRecipients } from './broadcast-step.ts'

export interface Recipients {
  sender_id: string
  active_days: number | null
  /** null: all users */
  user_ids: string[] | null
}

export interface BroadcastInput extends Recipients {
  text: string
  link: string | null
  /** how many recipients its author expects */
  confirm?: number | undefined
  /** id of the broadcast: an existing one is not sent again; missing: a new broadcast */
  id?: string | undefined
}

/** One message to many users of a widget, each in their dialog with the sender. */
export interface Broadcasts {
  list(
    actor: DashboardPrincipal,
    widget_id: number,
    page: { cursor: string | null; limit: number },
  ): Promise<{ broadcasts: BroadcastView[]; next: string | null }>
  /** @throws ChatError user_unknown: the sender was never in the chat */
  preview(
    actor: DashboardPrincipal,
    widget_id: number,
    input: Recipients,
  ): Promise<{ recipients: number; unknown: string[] }>
  /** @throws ChatError user_unknown, widget_suspended, invalid_field, message_*, words_refused, conflict */
  send(actor: DashboardPrincipal, widget_id: number, input: BroadcastInput): Promise<BroadcastView>
  /** @throws ChatError not_found */
  stop(actor: DashboardPrincipal, widget_id: number, id: string): Promise<BroadcastView>
}

interface BroadcastDeps {
  readDb: Kysely<Database & OwnerTables>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'users' | 'widgets'>
  tasks: Pick<Tasks, 'begin' | 'stop'>
  clock: Clock
}

const DAY_MS = 86_400_000
/** Users that a preview names as unknown. */
const NAMED = 20

export function createBroadcasts({ readDb, widgets, chat, tasks, clock }: BroadcastDeps): Broadcasts {
  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  const rows = (widget_id: number) =>
    readDb.selectFrom('task').selectAll().where('widget_id', '=', widget_id).where('kind', '=', 'broadcast')

  async function views(widget_id: number, list: readonly TaskRow[]): Promise<BroadcastView[]> {
    const plans = list.map((row) => fromStored<BroadcastPlan>(row.payload))
    const [cardOf, emails] = await Promise.all([
      cardsById(
        chat.users,
        widget_id,
        plans.map(({ sender_id }) => sender_id),
      ),
      emailsOf(
        readDb,
        list.map((row) => row.created_by),
      ),
    ])
    return list.map((row, index) => {
      const { sender_id, text, active_days, user_ids } = plans[index] as BroadcastPlan
      const { state, stopped_for, total, looked, changed } = row
      return {
        broadcast_id: row.id,
        sender: cardOf(sender_id),
        text,
        active_days,
        listed: user_ids?.length ?? null,
        state,
        stopped_for,
        total,
        sent: changed,
        skipped: Math.max(0, looked - changed),
        created_at: row.created_at,
        created_by: emails(row.created_by),
        ended_at: row.ended_at,
      }
    })
  }

  async function one(widget_id: number, id: string): Promise<BroadcastView> {
    const row = await rows(widget_id).where('id', '=', id).executeTakeFirst()
    if (!row) throw new ChatError('not_found', `there is no broadcast ${id}`, { field: 'broadcast_id' })
    const [view] = await views(widget_id, [row])
    return view as BroadcastView
  }

  /** @throws ChatError user_unknown */
  async function mustKnowSender(widget_id: number, sender_id: string): Promise<void> {
    const [known] = await chat.store.users(widget_id, [sender_id])
    if (!known) throw missing('user', sender_id, 'sender_id')
  }

  const toPlan = ({ sender_id, active_days, user_ids }: Recipients) => ({
    sender_id,
    active_days,
    active_since: active_days === null ? null : clock.now() - active_days * DAY_MS,
    user_ids: user_ids && [...new Set(user_ids)],
  })

  return {
    async list(actor, widget_id, { cursor, limit }) {
      await mustBeInTeam(actor, widget_id)
      const place = cursor === null ? null : byTime.read(cursor)
      const found = await rows(widget_id)
        .$if(place !== null, (query) => query.where(sql<SqlBool>`(created_at, id) < (${place?.[0]}, ${place?.[1]})`))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const { page, next } = pageOf(found, limit, ({ created_at, id }) => byTime.write(created_at, id))
      return { broadcasts: await views(widget_id, page), next }
    },
    async preview(actor, widget_id, input) {
      await mustBeInTeam(actor, widget_id)
      await mustKnowSender(widget_id, input.sender_id)
      const plan = toPlan(input)
      const known = new Set((await chat.store.users(widget_id, plan.user_ids ?? [])).map(({ user_id }) => user_id))
      const unknown = (plan.user_ids ?? []).filter((id) => !known.has(id)).slice(0, NAMED)
      return { recipients: await countRecipients(readDb, widget_id, plan), unknown }
    },
    async send(actor, widget_id, input) {
      await mustBeInTeam(actor, widget_id)
      await mustKnowSender(widget_id, input.sender_id)
      const widget = await widgetOf(chat, widget_id)
      mustNotBeSuspended(widget)
      const { settings, rules } = widget
      const text = withLink(input)
      checkMessageText(text, settings.message_max_chars)
      await mustBeFitText(text, { rules }, 'text')
      const plan = toPlan(input)
      const total = await countRecipients(readDb, widget_id, plan)
      if (total === 0) throw new ChatError('invalid_field', 'user_ids: nobody would get this', { field: 'user_ids' })
      mustBeConfirmed(total, input.confirm)
      const payload: BroadcastPlan = { text, ...plan }
      const { id } = input
      const task = await tasks.begin(actor, { widget_id, id, kind: 'broadcast', user_id: null, payload, total })
      return one(widget_id, task.task_id)
    },
    async stop(actor, widget_id, id) {
      await mustBeInTeam(actor, widget_id)
      await one(widget_id, id)
      await tasks.stop(widget_id, id, 'broadcast')
      return one(widget_id, id)
    },
  }
}

/** @throws ChatError invalid_field */
function withLink({ text, link }: BroadcastInput): string {
  if (link === null || link.trim() === '') return text
  const url = linkUrl(link.trim())
  if (url === null || !/^https?:/.test(url)) {
    throw new ChatError('invalid_field', 'link: must be an http or https address', { field: 'link' })
  }
  return `${text}\n${url}`
}

/** Users come and go between the look and the press. @throws ChatError invalid_field */
function mustBeConfirmed(total: number, confirm: number | undefined): void {
  if (total <= BROADCAST_CONFIRMED_ABOVE) return
  if (confirm !== undefined && Math.abs(confirm - total) <= Math.max(10, total * 0.05)) return
  const message = `confirm: must be the number of recipients, ${total}`
  throw new ChatError('invalid_field', message, { field: 'confirm' })
}
