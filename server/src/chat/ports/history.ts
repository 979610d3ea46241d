import type { MessageParts } from './messages.ts'

/** A message of another chat, as it was there. */
export interface ImportedMessage {
  client_id: string
  sender_id: string
  text: string
  parts: MessageParts
  created_at: number
  edited_at: number | null
  /** the client id of an earlier message that it answers */
  reply_to: string | null
  reactions: readonly { emoji: string; user_ids: readonly string[] }[]
  /** uploads of `FROM_SITE` */
  uploads: readonly string[]
}

/** The maximum number of rows that the reactions of a message take. */
export const reactionsOf = ({ reactions }: Pick<ImportedMessage, 'reactions'>): number =>
  reactions.reduce((sum, { user_ids }) => sum + user_ids.length, 0)

/** `repeated`: it was imported before. `seq`: its number in the room. */
export type ImportedOutcome =
  | { kind: 'stored' | 'repeated'; seq: number }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        /** people wrote in the room: nothing is imported under their messages */
        | 'room_is_live'
        | 'sender_unknown'
        | 'reply_unknown'
        /** the message is older than the one before it */
        | 'out_of_order'
        | 'upload_not_found'
        | 'upload_unfinished'
    }

export interface HistoryStore {
  /**
   * Adds messages with their own times to a room that has no others, the oldest first, in one transaction. No user is
   * notified, and the messages count as read by all members.
   */
  importMessages(input: {
    widget_id: number
    room_id: number
    messages: readonly ImportedMessage[]
  }): Promise<ImportedOutcome[]>
}
