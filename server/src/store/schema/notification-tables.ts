import type {
  NotificationChannel,
  NotificationState,
  NotificationWait,
  Silence,
} from '@imbachat/protocol/http/widget/notifications'
import type { Generated } from 'kysely'

/** Push and mail about unread messages, and answers to these mails. */
export interface NotificationTables {
  notifier: NotifierTable
  notification: NotificationTable
  notification_log: NotificationLogTable
  mail_recipient: MailRecipientTable
  reply_token: ReplyTokenTable
  mail_reply: MailReplyTable
  push_subscription: PushSubscriptionTable
  push_ticket: PushTicketTable
}

/** A widget that notifies users who are not looking. */
interface NotifierTable {
  widget_id: number
  /** the recipients of all events up to this one are known */
  after_id: number
  /** the node that serves it; null: none does */
  lease: string | null
  lease_until: number | null
}

/** A room in which a user has messages to be notified of by one channel, or was notified. */
interface NotificationTable {
  widget_id: number
  user_id: string
  channel: NotificationChannel
  room_id: number
  /** the newest message to notify of */
  seq: number
  /** null: nothing is due */
  due_at: number | null
  /** the user was notified of messages up to this one */
  told_seq: Generated<number>
  /** number of notifications since the user last read the room */
  told: Generated<number>
  /** failed tries in a row */
  tries: Generated<number>
  /** why it waits, or why the user was not notified; null: it waits for `due_at`, or was sent */
  reason: Generated<NotificationWait | Silence | null>
}

/** One attempt to notify a user. */
interface NotificationLogTable {
  widget_id: number
  /** UUID */
  id: string
  at: number
  channel: NotificationChannel
  user_id: string
  /** how many rooms it is about */
  rooms: number
  state: NotificationState
  /** why it was not sent, in English; null: it was sent */
  problem: string | null
  /** when the user opened the chat by it; null: not so far */
  opened_at: number | null
  /** when the user answered it without opening the chat */
  answered_at: number | null
  /** when the user turned mails off by it; null: not so far, or on again */
  unsubscribed_at: Generated<number | null>
  /** why it was not sent sooner; null: nothing held it up, or an older version sent it */
  waited: Generated<NotificationWait | null>
}

/** Mails to a user about unread messages. */
interface MailRecipientTable {
  widget_id: number
  user_id: string
  /** the last one; null: none yet */
  sent_at: number | null
  /** since when `sent_in_day` is counted, up to a day */
  day_at: number
  sent_in_day: number
  /** SHA-256 of the address that refused mail, base64url; null: none does */
  stopped_hash: string | null
}

/** An address to which a mail about unread messages can be answered, or comes back. */
interface ReplyTokenTable {
  widget_id: number
  /** SHA-256 of the token */
  hash: string
  /** `bounce`: the mail comes back there if it can't be delivered */
  kind: 'reply' | 'bounce'
  user_id: string
  /** null: the mail was about several rooms */
  room_id: number | null
  /** the newest message of the room that the mail was about */
  seq: number
  /** id of the row of `notification_log` */
  log_id: string
  expires_at: number
}

/** A mail that came to an address for answers. */
interface MailReplyTable {
  widget_id: number
  /** hash of the user, the room and the mail's `Message-ID`: the same mail again is known */
  id: string
  user_id: string
  room_id: number | null
  at: number
  /** `held`: its user is asked whether they wrote it */
  state: 'posted' | 'held' | 'refused' | 'dropped'
  log_id: string
  seq: number
  /** its encrypted text; null: it does not wait any more */
  sealed: string | null
  expires_at: number
}

/** A browser that gets a user's notifications. */
interface PushSubscriptionTable {
  widget_id: number
  /** hash of the name that the browser gave itself, which only it knows */
  id: string
  user_id: string
  /** hash of its address: two rows never share one */
  endpoint_hash: string
  /** sealed JSON: address and keys of the browser, and the page that a click leads to */
  sealed: string
  /** the language of its notifications */
  language: string
  /** such as `Firefox, Linux` */
  name: string
  /** name of the key that signed its user in, and the time: an end of the user's sessions ends the subscription too */
  signed_with: string
  signed_at: number
  created_at: number
  /** time of the last message that it accepted; null: none so far */
  used_at: number | null
  /** no message reached it since; null: the last one did */
  failing_since: number | null
}

/** Lets a window on the chat's origin subscribe its browser for a user, once. */
interface PushTicketTable {
  widget_id: number
  hash: string
  user_id: string
  /** the same as in `PushSubscriptionTable` */
  page: string | null
  signed_with: string
  signed_at: number
  expires_at: number
}
