import {
  NOTIFICATION_CHANNELS,
  NOTIFICATION_FIGURES_DAYS,
  type NotificationChannel,
  type NotificationFigures,
  type NotificationState,
  type SentNotification,
} from '@imbachat/protocol/http/widget/notifications'
import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import { cursorOf, pageOf } from '../chat/cursor.ts'
import type { UserDirectory } from '../chat/users/user.ts'
import type { Database } from '../store/schema/schema.ts'

export interface SentNotifications {
  /** The newest first. @throws ChatError invalid_field: `cursor` */
  list(
    widget_id: number,
    page: {
      limit: number
      cursor?: string | undefined
      channel?: NotificationChannel | undefined
      state?: NotificationState | undefined
      user_id?: string | undefined
    },
  ): Promise<{ notifications: SentNotification[]; next: string | null }>
  /** The results of the notifications of the last days. */
  figures(widget_id: number): Promise<{ channels: NotificationFigures[]; waiting: number }>
  /** The user opened the chat by it. Only the first time counts. */
  opened(widget_id: number, notification_id: string): Promise<void>
  /** The user answered it without opening the chat. Only the first time counts. */
  answered(widget_id: number, notification_id: string): Promise<void>
}

interface Deps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  users: Pick<UserDirectory, 'cards'>
  clock: Clock
}

const places = cursorOf('number', 'uuid')

/** Notifications that were sent, and whether users opened or answered them. */
export function createSentNotifications({ control, readDb, users, clock }: Deps): SentNotifications {
  async function note(widget_id: number, id: string, column: 'opened_at' | 'answered_at'): Promise<void> {
    await control
      .updateTable('notification_log')
      .set({ [column]: clock.now() })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .where(column, 'is', null)
      .execute()
  }

  return {
    async list(widget_id, { limit, cursor, channel, state, user_id }) {
      const [at, id] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, ''] : places.read(cursor)
      const rows = await readDb
        .selectFrom('notification_log')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where((eb) => eb.or([eb('at', '<', at), eb.and([eb('at', '=', at), eb('id', '<', id)])]))
        .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? 'push'))
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'sent'))
        .$if(user_id !== undefined, (query) => query.where('user_id', '=', user_id ?? ''))
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const { page, next } = pageOf(rows, limit, (last) => places.write(last.at, last.id))
      const cards = await users.cards(
        widget_id,
        page.map(({ user_id }) => user_id),
      )
      const notifications = page.map(({ widget_id: _, id: notification_id, ...row }, index) => ({
        notification_id,
        ...row,
        name: cards[index]?.name ?? row.user_id,
      }))
      return { notifications, next }
    },

    async figures(widget_id) {
      const since = clock.now() - NOTIFICATION_FIGURES_DAYS * 86_400_000
      const rows = await readDb
        .selectFrom('notification_log')
        .select(['channel', 'state'])
        .select((eb) => [
          eb.fn.countAll().as('count'),
          eb.fn.count('opened_at').as('opened'),
          eb.fn.count('answered_at').as('answered'),
          eb.fn.count('unsubscribed_at').as('unsubscribed'),
        ])
        .where('widget_id', '=', widget_id)
        .where('at', '>=', since)
        .groupBy(['channel', 'state'])
        .execute()
      const { waiting } = await readDb
        .selectFrom('notification')
        .select((eb) => eb.fn.countAll().as('waiting'))
        .where('widget_id', '=', widget_id)
        .where('due_at', 'is not', null)
        .executeTakeFirstOrThrow()
      const channels = NOTIFICATION_CHANNELS.map((channel) => {
        const of = (state: NotificationState) => rows.find((row) => row.channel === channel && row.state === state)
        const count = (state: NotificationState) => Number(of(state)?.count ?? 0)
        return {
          channel,
          sent: count('sent'),
          opened: Number(of('sent')?.opened ?? 0),
          answered: Number(of('sent')?.answered ?? 0),
          unsubscribed: Number(of('sent')?.unsubscribed ?? 0),
          later: count('later'),
          given_up: count('given_up'),
          bounced: count('bounced'),
        }
      })
      return { channels, waiting: Number(waiting) }
    },

    opened: (widget_id, id) => note(widget_id, id, 'opened_at'),
    answered: (widget_id, id) => note(widget_id, id, 'answered_at'),
  }
}
