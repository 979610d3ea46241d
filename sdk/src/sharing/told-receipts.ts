import type { RequestInput } from '@imbachat/protocol'

type Marks = RequestInput<'receipts.update'>['rooms']

export interface ToldReceipts {
  /** Does any of these say more than was said on this socket before? Then it counts as said. */
  areNews(marks: Marks): boolean
  /** A new socket, or one of them was refused: whatever comes is news. */
  forget(): void
}

/** Every tab reports what came to it; the server hears of it once. */
export function createToldReceipts(): ToldReceipts {
  const told = new Map<number, { delivered: number; read: number }>()
  return {
    areNews(marks) {
      let news = false
      for (const { room_id, delivered_seq = 0, read_seq = 0 } of marks) {
        const { delivered, read } = told.get(room_id) ?? { delivered: 0, read: 0 }
        news ||= delivered_seq > delivered || read_seq > read
        told.set(room_id, { delivered: Math.max(delivered, delivered_seq), read: Math.max(read, read_seq) })
      }
      return news
    },
    forget: () => told.clear(),
  }
}
