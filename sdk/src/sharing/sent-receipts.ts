import type { RequestInput } from '@imbachat/protocol'

type Marks = RequestInput<'receipts.update'>['rooms']

export interface SentReceipts {
  /** True if any of these marks exceeds those that were sent on this connection. They then count as sent. */
  areNews(marks: Marks): boolean
  /** A new connection, or one of them was refused: everything is new again. */
  forget(): void
}

/** Every tab reports the messages that it received; the server gets one receipt. */
export function createSentReceipts(): SentReceipts {
  const sent = new Map<number, { delivered: number; read: number }>()
  return {
    areNews(marks) {
      let news = false
      for (const { room_id, delivered_seq = 0, read_seq = 0 } of marks) {
        const { delivered, read } = sent.get(room_id) ?? { delivered: 0, read: 0 }
        news ||= delivered_seq > delivered || read_seq > read
        sent.set(room_id, { delivered: Math.max(delivered, delivered_seq), read: Math.max(read, read_seq) })
      }
      return news
    },
    forget: () => sent.clear(),
  }
}
