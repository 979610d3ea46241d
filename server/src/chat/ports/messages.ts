import type { Message } from '@imbachat/protocol'
import type { HoldReason, ReportSource } from '@imbachat/protocol/moderation/moderation'
import type { MentionRefusal } from '../messages/mentioned-in.ts'
import type { OwnItemRow } from './own-state.ts'

/** Maximum of different emojis on one message. */
export const MOST_REACTIONS = 20

/** Optional parts of a message, stored beside its text. An absent part is empty. */
export type MessageParts = Omit<Message, MessageColumn>

/** The parts of a message with columns of their own. */
type MessageColumn =
  | ('seq' | 'rev' | 'client_id' | 'sender_id' | 'text' | 'reply_to' | 'created_at' | 'edited_at' | 'deleted_at')
  | ('pinned_at' | 'reactions' | 'attachments' | 'system' | 'uncounted')

/** A text without contact details, stored instead of the text: in every dialog, or in requests without an answer. */
export interface MaskedText {
  text: string
  parts: MessageParts
  where: 'dialogs' | 'requests'
}

/** The rule that puts a message into the moderators' queue, and the words that it found, without masked ones. */
export interface Flagged {
  source: Exclude<ReportSource, 'user'>
  found: string
}

/** The reason why others do not see a message. `found`: the words that the rule found, without masked parts. */
export interface Hold {
  reason: HoldReason
  found: string
}

/** A message that is forwarded: its text and parts are those of the new one. */
export interface ForwardedMessage {
  room_id: number
  seq: number
  /** its value when the message was read; if the message was edited meanwhile, it is read again */
  edited_at: number | null
  /** ids of its files in the new room, in order */
  file_ids: readonly string[]
}

/** The key of a message: sending it again stores nothing. */
export interface MessageKey {
  widget_id: number
  room_id: number
  sender_id: string
  client_id: string
}

export interface AppendMessage extends MessageKey {
  text: string
  reply_to: number | null
  /** the place of an own held message that it answers: only its author sees that; missing: it answers none */
  replyToHeld?: number | undefined
  /** the sender's finished uploads for this room; missing: none */
  uploads?: readonly { upload_id: string; poster_id: string | null }[]
  parts?: MessageParts
  masked?: MaskedText | undefined
  /** instead of uploads: where text, parts and files come from */
  forwarded?: ForwardedMessage | undefined
  /** the `rev` of the sender's draft in this room, which the message replaces; missing: the room has no draft */
  draftRev?: number | undefined
  /** the site calls the sender admin */
  siteAdmin?: boolean
  /** a rule puts it into the moderators' queue; missing: none does */
  flagged?: Flagged
  /** a rule needs the number of the sender's messages */
  isCounted?: boolean
  /** others do not see it until a moderator publishes it; missing: they do */
  hold?: Hold | undefined
  /** generation of the room's hand-over that the sender knows; missing: any */
  generation?: number | undefined
}

/**
 * `appended`: a new row. `repeated`: this client id was stored before, here is its message. Refusals are decided
 * inside the transaction, so that a removed user can't write, however late their message leaves the queue.
 */
export type AppendOutcome =
  /**
   * `membersChanged`: the invited user wrote, which accepts the request. `inGroup`: not in a dialog. `draft`: the
   * sender's draft, which ended
   */
  | { kind: 'appended'; message: Message; membersChanged: boolean; inGroup: boolean; draft?: OwnItemRow | undefined }
  | { kind: 'repeated'; message: Message }
  /**
   * The message is stored where others do not see it: `message` has no `seq`. `items`: of the sender's own state.
   * `repeated`: it was stored before
   */
  | { kind: 'held'; message: Message; items: OwnItemRow[]; repeated?: true }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
        | 'managers_only'
        | 'too_many_held'
        | 'message_not_found'
        | 'upload_not_found'
        | 'upload_unfinished'
        | MentionRefusal
        | 'handed_over'
        | 'origin_not_found'
        | 'origin_edited'
    }
  /** the room is in slow mode */
  | { kind: 'refused'; reason: 'slow_mode'; retryAfterMs: number }

export type ChangeOutcome =
  | { kind: 'changed'; message: Message }
  /** the message had this state already: nothing was stored, nobody is notified */
  | { kind: 'unchanged'; message: Message }
  | {
      kind: 'refused'
      reason:
        | 'message_not_found'
        | 'room_not_found'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
        | 'managers_only'
        | MentionRefusal
        | 'handed_over'
        | 'message_empty'
        | 'too_late'
        | 'forwarded'
    }

/** An earlier version of an edited message. */
export interface MessageVersion {
  text: string
  parts: MessageParts
  /** time since when the value holds */
  at: number
}

/** A deleted message as it was, as the columns of its row have it. */
export interface RestoreMessage {
  widget_id: number
  room_id: number
  seq: number
  text: string | null
  parts: string | null
  edited_at: number | null
  /** id of the deletion to undo; null: a server of a version without such ids deleted it */
  deletion_id: string | null
}

/** A reaction that one user adds (`on`) or takes back. */
export interface ReactionChange {
  user_id: string
  emoji: string
  on: boolean
}

export interface ChangeReactions {
  widget_id: number
  room_id: number
  seq: number
  changes: readonly ReactionChange[]
}

/**
 * `refused` has a place for each change; `message` is null when none of them found it. Changes of one write take one
 * `rev`.
 */
export interface ReactionsOutcome {
  message: Message | null
  changed: boolean
  /** the changes that had an effect */
  made: readonly ReactionChange[]
  refused: (
    | 'room_not_found'
    | 'message_not_found'
    | 'too_many_reactions'
    | 'handed_over'
    | 'request_pending'
    | 'request_declined'
    | 'blocked'
    | 'frozen'
    | null
  )[]
}

export interface MessageStore {
  /** @param afterSeq messages up to here are left out: the reader has cleared them */
  messagesBefore(
    widget_id: number,
    room_id: number,
    before_seq: number | null,
    limit: number,
    afterSeq?: number,
  ): Promise<Message[]>
  messagesSince(widget_id: number, room_id: number, rev: number, limit: number, afterSeq?: number): Promise<Message[]>
  /** in the order of the places; null: the message does not exist */
  messagesAt(widget_id: number, places: readonly { room_id: number; seq: number }[]): Promise<(Message | null)[]>
  /** the message that the sender stored under this client id; null: no message */
  messageSent(widget_id: number, sent: Omit<MessageKey, 'widget_id'>): Promise<Message | null>
  /** the sender used this client id, for a message that is stored or was held */
  wasSent(widget_id: number, sent: Omit<MessageKey, 'widget_id'>): Promise<boolean>
  /** messages of these rooms after `after` that mention the user, by room, in order */
  mentionsOf(
    widget_id: number,
    user_id: string,
    rooms: readonly { room_id: number; after: number }[],
  ): Promise<Map<number, number[]>>
  /** earlier versions of an edited message, the newest first */
  versionsOf(widget_id: number, room_id: number, seq: number): Promise<MessageVersion[]>
  /** ids of the users who reacted with this emoji, the earliest first, after `cursor` */
  reactedWith(
    widget_id: number,
    message: { room_id: number; seq: number; emoji: string },
    page: { cursor: string | null; limit: number },
  ): Promise<{ user_ids: string[]; next: string | null }>
  hasReacted(
    widget_id: number,
    message: { room_id: number; seq: number; emoji: string },
    user_id: string,
  ): Promise<boolean>
  appendMessage(input: AppendMessage): Promise<AppendOutcome>
  editMessage(input: {
    widget_id: number
    room_id: number
    seq: number
    sender_id: string
    siteAdmin?: boolean
    text: string
    /** they replace those of the message */
    parts?: MessageParts
    masked?: MaskedText
    flagged?: Flagged
    /** its first link: the message keeps the preview of the same link */
    link?: string | null
    /** a message from before this time can't be edited any more; missing: any can */
    since?: number
    /** the text before stays readable */
    keepsVersion?: boolean
  }): Promise<ChangeOutcome>
  changeReactions(input: ChangeReactions): Promise<ReactionsOutcome>
  /** `sender_id` null: a moderator deletes it */
  deleteMessage(input: {
    widget_id: number
    room_id: number
    seq: number
    sender_id: string | null
    /** a sender no longer deletes a message from before this time; missing: any */
    since?: number
    /** the decision of a moderator that may be taken back, unless the message is deleted without this id too */
    deletion_id?: string
  }): Promise<ChangeOutcome>
  restoreMessage(input: RestoreMessage): Promise<ChangeOutcome>
}
