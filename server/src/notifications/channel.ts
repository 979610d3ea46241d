import type { Message } from '@imbachat/protocol'
import type { NotificationChannel } from '@imbachat/protocol/http/widget/notifications'
import type { Room } from '../chat/ports.ts'
import type { ChatUser } from '../chat/users/user.ts'
import type { Widget } from '../chat/widget.ts'

/** One way to reach users who are not looking. */
export interface Channel {
  readonly name: NotificationChannel
  /** Whether it may have anybody to reach in the widget. While no channel has, the widget needs no log of events. */
  isUsed(widget: Widget): Promise<boolean>
  /** Milliseconds from the first message that a user has not read until they are told of it. */
  delayMs(widget: Widget): number
  /** Of these users the ones that it can reach now. */
  reachable(widget: Widget, user_ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Which rooms it tells of when one is due: that one, or all that wait for the same user. */
  readonly together: boolean
  /** Tells one user of what is unread. May throw: then it is tried again. */
  notify(due: Due): Promise<NotifyOutcome>
}

/** What one user is to be told. */
export interface Due {
  widget: Widget
  user: ChatUser
  /** at least one */
  rooms: DueRoom[]
  /** of the row of `notification_log` that this becomes; links carry it, so that it is known what was opened */
  log_id: string
}

export interface DueRoom {
  room: Room
  /** of a dialog: the other one */
  peer: ChatUser | null
  /** the user is asked whether they want this dialog */
  isRequest: boolean
  /** unread, and not told by this channel so far: the newest ten, the oldest of them first */
  messages: { message: Message; sender: ChatUser; mentions: boolean }[]
  /** the first message that is unread and not told, also one of many or a deleted one: the same at each try */
  first: { seq: number; at: number }
  /** unread messages of the room in all */
  unread: number
  /** how often this channel told of the room since the user last read it */
  notifiedCount: number
}

export type NotifyOutcome =
  | { kind: 'sent' }
  /** `problem` null: nothing is wrong, such as quiet hours or a cap */
  | { kind: 'later'; at: number; problem: string | null }
  /** `problem` null: nothing is wrong, it is not to be told, such as when the user was told often enough */
  | { kind: 'given_up'; problem: string | null }
