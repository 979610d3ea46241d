import { ignoreRequestError } from '../request-error.ts'
import type { SdkClock } from '../types.ts'
import type { Rooms } from './room-list.ts'

/**
 * How often a large room is refreshed while it is shown, milliseconds; scattered, so that its readers do not all ask at
 * once.
 */
const REFRESH = 60_000
const SCATTER = 15_000

export interface ShownRooms {
  /** The room is on the screen. @returns a function to call when it no longer is */
  show(roomId: number): () => void
  /** The client is connected (again). */
  resume(): void
  close(): void
}

/**
 * The server sends only messages of rooms that are not live: everything else that is shown of them is requested now and
 * then.
 */
export function createShownRooms(options: {
  /** null for a guest, who gets nothing but messages of a room */
  userId: string | null
  clock: SdkClock
  online(): boolean
  /** whether it is a room that gets few events */
  quiet(roomId: number): boolean
  rooms: Rooms
}): ShownRooms {
  const { userId, clock, online, quiet, rooms } = options
  const shown = new Map<number, { holders: number; cancel: () => void }>()

  function look(roomId: number) {
    const room = shown.get(roomId)
    if (!room) return
    room.cancel()
    room.cancel = clock.after(REFRESH + (Math.random() - 0.5) * 2 * SCATTER, () => look(roomId))
    if (userId !== null && quiet(roomId) && online()) rooms.refresh(roomId).catch(ignoreRequestError)
  }

  return {
    show(roomId) {
      const room = shown.get(roomId) ?? { holders: 0, cancel: () => {} }
      room.holders++
      shown.set(roomId, room)
      if (room.holders === 1) look(roomId)
      let hidden = false
      return () => {
        if (hidden) return
        hidden = true
        if (--room.holders > 0) return
        room.cancel()
        shown.delete(roomId)
      }
    },
    resume() {
      for (const roomId of shown.keys()) look(roomId)
    },
    close() {
      for (const { cancel } of shown.values()) cancel()
      shown.clear()
    },
  }
}
