import { ignoreRequestError } from '../request-error.ts'
import type { SdkClock } from '../types.ts'
import type { Rooms } from './room-list.ts'

/**
 * Milliseconds between two refreshes of a large room that is shown. They are scattered, so that its readers do not all
 * ask at once.
 */
const REFRESH = 60_000
const SCATTER = 15_000

export interface ShownRooms {
  /** The room is on the screen. @returns a function to call when it no longer is */
  show(room_id: number): () => void
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
  user_id: string | null
  clock: SdkClock
  online(): boolean
  /** whether it is a room that gets few events */
  quiet(room_id: number): boolean
  rooms: Rooms
}): ShownRooms {
  const { user_id, clock, online, quiet, rooms } = options
  const shown = new Map<number, { holders: number; cancel: () => void }>()

  function look(room_id: number) {
    const room = shown.get(room_id)
    if (!room) return
    room.cancel()
    room.cancel = clock.after(REFRESH + (Math.random() - 0.5) * 2 * SCATTER, () => look(room_id))
    if (user_id !== null && quiet(room_id) && online()) rooms.refresh(room_id).catch(ignoreRequestError)
  }

  return {
    show(room_id) {
      const room = shown.get(room_id) ?? { holders: 0, cancel: () => {} }
      room.holders++
      shown.set(room_id, room)
      if (room.holders === 1) look(room_id)
      let hidden = false
      return () => {
        if (hidden) return
        hidden = true
        if (--room.holders > 0) return
        room.cancel()
        shown.delete(room_id)
      }
    },
    resume() {
      for (const room_id of shown.keys()) look(room_id)
    },
    close() {
      for (const { cancel } of shown.values()) cancel()
      shown.clear()
    },
  }
}
