import { backoffMs } from '../connection/backoff.ts'
import { ChatRequestError } from '../request-error.ts'
import type { SdkClock } from '../types.ts'
import type { Rooms } from './room-list.ts'

/** Brings the list of rooms up to date, and retries while the connection lasts. @returns a function that cancels it */
export function reloadRooms(options: { clock: SdkClock; rooms: Rooms; online(): boolean }): () => void {
  const { clock, rooms, online } = options
  let cancelNext = () => {}

  function reload(failures: number) {
    rooms.reload().catch((error) => {
      if (!(error instanceof ChatRequestError)) throw error
      if (!online()) return
      cancelNext = clock.after(Math.max(backoffMs(failures), error.retryAfterMs ?? 0), () => reload(failures + 1))
    })
  }

  reload(0)
  return () => cancelNext()
}
