import type { Message } from '@imbachat/protocol'
import type {
  NotificationChannel,
  NotificationReach,
  NotificationWait,
  Silence,
} from '@imbachat/protocol/http/widget/notifications'
import type { Room } from '../chat/ports.ts'
import type { ChatUser } from '../chat/users/user.ts'
import type { Widget } from '../chat/widget.ts'

/** One way to reach users who are not looking. */
export interface Channel {
  readonly name: NotificationChannel
  /**
   * False if the channel can reach no user of the widget. If that holds for all channels, the widget needs no event
   * log.
   */
  isUsed(widget: Widget): Promise<boolean>
  /** Milliseconds between the first unread message and its notification. */
  delayMs(widget: Widget): number
  /** The users among these that it can reach now. */
  reachable(widget: Widget, user_ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Why it can't reach a user, or why the next notification waits, for the dashboard. */
  reach(widget: Widget, user: ChatUser): Promise<Reach>
  /** True: one notification has all rooms that wait for the user; false: only the room that is due. */
  readonly together: boolean
  /** Notifies one user of unread messages. If it throws, the server tries again. */
  notify(due: DueNotification): Promise<NotifyOutcome>
}

/** The content of one notification. */
export interface DueNotification {
  widget: Widget
  user: ChatUser
  /** at least one */
  rooms: DueRoom[]
  /**
   * id of the row of `notification_log` that this becomes; links carry it, so the server knows which notification was
   * opened
   */
  log_id: string
}

export interface DueRoom {
  room: Room
  /** in a dialog: the other user */
  peer: ChatUser | null
  /** the user is asked whether they want this dialog */
  isRequest: boolean
  /** unread messages of which this channel has not notified: the newest ten, the oldest of them first */
  messages: { message: Message; sender: ChatUser; mentions: boolean }[]
  /**
   * the first unread message without a notification, even if it is deleted or not among `messages`: the same at each
   * try
   */
  first: { seq: number; at: number }
  /** unread messages of the room in all */
  unread: number
  /** number of notifications by this channel about the room since the user last read it */
  notifiedCount: number
}

export type Reach = Omit<NotificationReach, 'channel'> & {
  /** rooms for which the user turned this channel off */
  offIn: ReadonlySet<number>
}

/** Rooms of a due notification that it leaves out, and why. */
export type LeftOut = ReadonlyMap<number, Extract<Silence, 'room_off' | 'mail_per_room'>>

export type NotifyOutcome =
  | { kind: 'sent'; leftOut?: LeftOut }
  | { kind: 'later'; at: number; problem: string }
  /** nothing is wrong, such as quiet hours or a cap */
  | { kind: 'later'; at: number; problem: null; waits: NotificationWait }
  /** `problem` null: no notification is wanted, for example because the user got as many as the settings allow */
  | { kind: 'given_up'; problem: string | null; leftOut?: LeftOut }
