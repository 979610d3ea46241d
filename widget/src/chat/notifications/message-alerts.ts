import type { RoomSummary } from '@imbachat/sdk'

/**
 * Milliseconds in which a new message may still be read, in any frame or on another device, before the chat notifies.
 */
const NOTIFY_AFTER = 500

/**
 * Decides which new messages notify the reader: those that are still unread a moment later, once per room however many
 * come together. A large room always has new messages, so it notifies only if the reader is mentioned.
 */
export function createMessageAlerts(options: {
  after(ms: number, run: () => void): void
  isUnread(room_id: number): boolean
  notify(room_id: number): void
}): (room: Pick<RoomSummary, 'room_id' | 'live'>, mentionsReader?: boolean) => void {
  const waiting = new Set<number>()
  return ({ room_id, live }, mentionsReader) => {
    if (!(live || mentionsReader) || waiting.has(room_id)) return
    waiting.add(room_id)
    options.after(NOTIFY_AFTER, () => {
      waiting.delete(room_id)
      if (options.isUnread(room_id)) options.notify(room_id)
    })
  }
}
