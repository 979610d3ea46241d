import { backoffMs } from '../connection/backoff.ts'
import type { Request } from '../connection/connection.ts'
import { ChatRequestError } from '../request-error.ts'
import type { RoomSummary, SdkClock } from '../types.ts'

/**
 * Opens a room that is read without a membership again on a new connection, as often as the server asks for it.
 * @param wanted whether it is still the latest connection
 * @returns null: it is refused, or no longer wanted
 */
export async function reopenRoom(
  pipe: string,
  options: { clock: SdkClock; request: Request; online(): boolean; wanted(): boolean; join: boolean },
): Promise<RoomSummary | null> {
  const { clock, request, online, wanted, join } = options
  for (let failures = 0; wanted(); failures++) {
    try {
      return (await request('room.open', join ? { pipe } : { pipe, join })).room
    } catch (error) {
      if (!(error instanceof ChatRequestError)) throw error
      if (!error.retry || !online()) return null
      const wait = Math.max(backoffMs(failures), error.retryAfterMs ?? 0)
      await new Promise<void>((resolve) => clock.after(wait, resolve))
    }
  }
  return null
}
