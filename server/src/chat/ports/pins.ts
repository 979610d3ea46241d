import type { Message } from '@imbachat/protocol'

/** Pins a message for all members (`pinned`), or takes the pin away. */
export interface PinMessage {
  widget_id: number
  room_id: number
  seq: number
  by: string
  siteAdmin: boolean
  pinned: boolean
  /** everything is checked, nothing changes, and the answer is that of a change: nobody else may see it */
  unseen?: boolean
}

/** `changed`: false when it was so already. */
export type PinOutcome =
  | { kind: 'done'; changed: boolean; message: Message; notices: Message[] }
  | { kind: 'too_many'; most: number }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'message_not_found'
        | 'forbidden'
        | 'handed_over'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
    }

export interface PinStore {
  /** newest message first, those before `before_seq` and after `afterSeq` */
  pinnedMessages(
    widget_id: number,
    room_id: number,
    page: { before_seq: number | null; afterSeq: number; limit: number },
  ): Promise<Message[]>
  pinMessage(input: PinMessage): Promise<PinOutcome>
}
