import type { ReplyTo } from '@imbachat/protocol'
import type { Request } from '../connection.ts'

/** The server watches this many dialogs for one socket. */
export const MOST_WATCHED = 100

/**
 * The server keeps one set of watched dialogs for a socket: here the union of what its tabs watch. The answer has the peers of all.
 *
 * @param sets of all tabs, the one that was looked at last first: when they are too many together, the last ones go without
 * @returns to be called when a set has changed @throws ChatRequestError
 */
export function createWatchedRooms(request: Request, sets: () => (readonly number[])[]) {
  let asked: { rooms: string; answer: Promise<ReplyTo<'presence.watch'>> } | null = null

  return function watch(): Promise<ReplyTo<'presence.watch'>> {
    const room_ids = [...new Set(sets().flat())].slice(0, MOST_WATCHED).sort((a, b) => a - b)
    const rooms = room_ids.join()
    // tabs that resume all ask for the same
    if (asked?.rooms === rooms) return asked.answer
    const answer = request('presence.watch', { room_ids }).finally(() => {
      if (asked?.answer === answer) asked = null
    })
    asked = { rooms, answer }
    return answer
  }
}
