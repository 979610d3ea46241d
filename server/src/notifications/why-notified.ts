import { ChatError } from '@imbachat/protocol'
import {
  NOTIFICATION_WAITS,
  type NotificationOutlook,
  type Silence,
  type UserNotifications,
} from '@imbachat/protocol/http/widget/notifications'
import type { Kysely, Selectable } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { ChatStore, RoomRow } from '../chat/ports.ts'
import type { ActiveUsers } from '../chat/presence/active-users.ts'
import { unreadOf } from '../chat/rooms/room-summary.ts'
import type { UserDirectory } from '../chat/users/user.ts'
import type { WidgetReader } from '../chat/widget.ts'
import type { Limits } from '../config/limits.ts'
import { noSuchWidget } from '../dashboard/widgets/scope.ts'
import { standingAt } from '../moderation/restrictions/standing.ts'
import type { Database } from '../store/schema/schema.ts'
import type { Channel, Reach } from './channel.ts'
import type { MailRows } from './mail/mail-rows.ts'
import { isLarge } from './recipients.ts'

/** Conversations of one look. */
const ROOMS = 20

export interface WhyNotifiedDeps {
  readDb: Kysely<Database>
  mailRows: Pick<MailRows, 'resume'>
  store: Pick<ChatStore, 'roomsOf' | 'users'>
  users: Pick<UserDirectory, 'lookUp'>
  widgets: WidgetReader
  activeUsers: Pick<ActiveUsers, 'among'>
  channels: readonly Channel[]
  clock: Clock
  limits: Pick<Limits, 'NOTIFY_ROOM_MEMBERS'>
}

type Row = Pick<Selectable<Database['notification']>, 'due_at' | 'told_seq' | 'reason'>

/**
 * Finds out whether a user is notified now, later or not at all, from the current state: the server does not store each
 * message that notifies nobody.
 */
export function createWhyNotified(deps: WhyNotifiedDeps) {
  const { readDb, mailRows, store, users, widgets, activeUsers, channels, clock, limits } = deps

  /** by room: until when the user muted it */
  async function mutesOf(
    widget_id: number,
    user_id: string,
    room_ids: readonly number[],
  ): Promise<Map<number, number>> {
    if (room_ids.length === 0) return new Map()
    const rows = await readDb
      .selectFrom('member')
      .select(['room_id', 'muted_until'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .where('room_id', 'in', room_ids)
      .execute()
    return new Map(rows.map(({ room_id, muted_until }) => [room_id, muted_until]))
  }

  /** by channel and room */
  async function rowsOf(widget_id: number, user_id: string, room_ids: readonly number[]): Promise<Map<string, Row>> {
    if (room_ids.length === 0) return new Map()
    const rows = await readDb
      .selectFrom('notification')
      .select(['channel', 'room_id', 'due_at', 'told_seq', 'reason'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .where('room_id', 'in', room_ids)
      .execute()
    return new Map(rows.map(({ channel, room_id, ...row }) => [`${channel} ${room_id}`, row]))
  }

  function silenceOf({ room, member }: RoomRow, reach: Reach, mutedUntil: number, row: Row | undefined): Silence {
    if (room.closedBy === 'blocked') return 'blocked'
    if (reach.offIn.has(room.room_id)) return 'room_off'
    const reason = row !== undefined && row.told_seq > member.read_seq ? row.reason : null
    if (reason === 'mail_per_room' || reason === 'given_up') return reason
    if (mutedUntil > clock.now()) return 'muted'
    return isLarge(room, limits.NOTIFY_ROOM_MEMBERS) ? 'large_room' : 'nothing'
  }

  /** @throws ChatError user_unknown */
  async function ofUser(widget_id: number, user_id: string): Promise<UserNotifications> {
    const widget = await widgets.find(widget_id)
    if (widget === null) throw noSuchWidget(widget_id)
    // not by the directory: it would ask the site about a name that was mistyped
    const [user] = await store.users(widget_id, [user_id])
    if (user === undefined) throw new ChatError('user_unknown', `user_id: this chat has no user "${user_id}"`)
    const isBanned = user.standing !== undefined && standingAt(user.standing, clock.now()).ban !== null
    const [active, { rooms, next }] = await Promise.all([
      activeUsers.among(widget_id, [user_id]),
      store.roomsOf(widget_id, user_id, { cursor: null, limit: ROOMS, filter: 'unread' }),
    ])
    const reached = await Promise.all(
      channels.map(async (channel) => {
        const reach = await channel.reach(widget, user)
        const looks = { waits: 'active', until: null } as const
        const now = { ...reach, ...(active.has(user_id) && looks), ...(isBanned && { obstacle: 'banned' as const }) }
        return { channel: channel.name, now }
      }),
    )
    const room_ids = rooms.map(({ room }) => room.room_id)
    const [rows, mutes] = await Promise.all([
      rowsOf(widget_id, user_id, room_ids),
      mutesOf(widget_id, user_id, room_ids),
    ])
    const peers = await users.lookUp(
      widget_id,
      rooms.flatMap(({ peer }) => peer?.user_id ?? []),
    )

    const outlookOf = (of: RoomRow, { channel, now }: (typeof reached)[number]): NotificationOutlook => {
      const row = rows.get(`${channel} ${of.room.room_id}`)
      if (row && row.due_at !== null) {
        const waits = NOTIFICATION_WAITS.find((wait) => wait === row.reason) ?? null
        return { channel, state: 'waits', at: row.due_at, waits, silence: null }
      }
      const wasNotified = row !== undefined && row.reason === null && row.told_seq > of.member.read_seq
      if (wasNotified) return { channel, state: 'notified', at: null, waits: null, silence: null }
      const silence = silenceOf(of, now, mutes.get(of.room.room_id) ?? 0, row)
      return { channel, state: 'silent', at: null, waits: null, silence }
    }
    return {
      user_id,
      name: user.name,
      reach: reached.map(({ channel, now: { offIn: _, ...now } }) => ({ channel, ...now })),
      rooms: rooms.map((row) => ({
        room_id: row.room.room_id,
        name: row.peer ? (peers.get(row.peer.user_id)?.name ?? row.peer.user_id) : row.room.title,
        is_dialog: row.peer !== null,
        unread: unreadOf(row),
        outlook: reached.map((one) => outlookOf(row, one)),
      })),
      more: next !== null,
    }
  }

  return {
    ofUser,
    /** Mails go to the user's address again, though it refused one. */
    tryAddress: mailRows.resume,
  }
}

export type WhyNotified = ReturnType<typeof createWhyNotified>
