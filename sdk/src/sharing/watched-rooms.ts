import type { ReplyTo } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'

/** The server watches at most this many dialogs per connection. */
export const MOST_WATCHED = 100

/**
 * The server keeps one set of watched dialogs per connection: here it is the union of the tabs' sets. The answer has
 * the peers of all.
 *
 * @param sets of all tabs, the last viewed first: if they exceed the limit together, the last ones are left out
 * @returns a function to call when a set has changed @throws ChatRequestError
 */
export function createWatchedRooms(request: Request, sets: () => (readonly number[])[]) {
  let asked: { rooms: string; answer: Promise<ReplyTo<'presence.watch'>> } | null = null

  return function watch(): Promise<ReplyTo<'presence.watch'>> {
    const room_ids = [...new Set(sets().flat())].slice(0, MOST_WATCHED).sort((a, b) => a - b)
    const rooms = room_ids.join()
    // tabs that resume all request the same
    if (asked?.rooms === rooms) return asked.answer
    const answer = request('presence.watch', { room_ids }).finally(() => {
      if (asked?.answer === answer) asked = null
    })
    asked = { rooms, answer }
    return answer
  }
}
