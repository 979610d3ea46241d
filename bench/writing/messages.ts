import type { AppendMessage } from '../../server/src/chat/ports.ts'

const TEXT = 'A message of the average length in some group. '.repeat(3).slice(0, 100)

/** Messages as the rooms of ten would send them: rooms in turn, and in each room its members in turn. */
export function* messages(widgetId: number, rooms: number, members: number): Generator<AppendMessage, never> {
  for (let n = 0; ; n++) {
    const room = n % rooms
    const member = Math.floor(n / rooms) % members
    yield {
      widget_id: widgetId,
      room_id: room + 1,
      sender_id: `u${room * members + member + 1}`,
      client_id: Bun.randomUUIDv7(),
      text: TEXT,
      reply_to: null,
    }
  }
}
