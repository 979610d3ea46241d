import type { RoomSummary } from '@imbachat/sdk'

/** Milliseconds in which a new message may still be read, here, in another frame of the page or on another device, before it calls. */
const CALL_AFTER = 500

/**
 * Which new messages call the reader: those that nobody has read a moment later, once a room however many come together. In a large
 * room somebody always speaks, so none of them does.
 */
export function createCalls(options: {
  after(ms: number, run: () => void): void
  isUnread(roomId: number): boolean
  call(roomId: number): void
}): (room: Pick<RoomSummary, 'room_id' | 'live'>) => void {
  const waiting = new Set<number>()
  return ({ room_id, live }) => {
    if (!live || waiting.has(room_id)) return
    waiting.add(room_id)
    options.after(CALL_AFTER, () => {
      waiting.delete(room_id)
      if (options.isUnread(room_id)) options.call(room_id)
    })
  }
}
