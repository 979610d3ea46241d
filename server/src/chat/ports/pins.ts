import type { Message } from '@imbachat/protocol'

/** Pins a message for all members (`pinned`), or takes the pin away. */
export interface PinMessage {
  widgetId: number
  roomId: number
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
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
    }

export interface PinStore {
  /** newest message first, those before `beforeSeq` and after `afterSeq` */
  pinnedMessages(
    widgetId: number,
    roomId: number,
    page: { beforeSeq: number | null; afterSeq: number; limit: number },
  ): Promise<Message[]>
  pinMessage(input: PinMessage): Promise<PinOutcome>
}
