import type { Message } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { ChatRequestError, ignoreRequestError } from '../request-error.ts'
import type { Receipts } from '../rooms/receipts.ts'
import type { Rooms } from '../rooms/room-list.ts'
import { watermarksOf } from '../rooms/room-summary.ts'
import type { SdkClock, Timeline } from '../types.ts'
import type { Reactions } from './reacting.ts'
import type { Timelines } from './timelines.ts'
import { createTypingNotice } from './typing.ts'

/** One open room, with its messages and the user's operations on them. */
export function openTimeline(parts: {
  room_id: number
  user_id: string | null
  clock: SdkClock
  request: Request
  /** waits for a connection that is being opened */
  requestWhenOnline: Request
  /** whether the room is so large that the server sends no events about receipts and members */
  quiet(room_id: number): boolean
  timelines: Timelines
  rooms: Rooms
  receipts: Receipts
  showRoom(room_id: number): () => void
  /** their script is fetched with the first reaction */
  reacting(): Promise<Reactions>
  /** null for a guest */
  outbox: Outbox | null
}): Timeline {
  const { room_id, user_id, clock, request, requestWhenOnline, quiet, rooms, receipts, showRoom, outbox } = parts
  const { feed, release } = parts.timelines.open(room_id)
  let hide: (() => void) | null = null

  const setTyping = createTypingNotice(clock, (typing) => {
    if (!quiet(room_id)) request('typing', { room_id, typing }).catch(ignoreRequestError)
  })

  function changed({ message }: { message: Message }) {
    rooms.messages(room_id, [message])
    feed.receive([message])
  }

  return {
    room_id,
    state: feed.state,
    loadOlder: feed.loadOlder,
    async send(text, options = {}) {
      if (!outbox) throw new ChatRequestError({ code: 'guest_forbidden', message: "guests can't write here" })
      const { reply_to = null, ...more } = typeof options === 'number' ? { reply_to: options } : options
      return outbox.add(room_id, text, reply_to, more)
    },
    retry: async (client_id) => outbox?.retry(client_id),
    discard: async (client_id) => outbox?.discard(client_id),
    edit: (seq, text, entities) => requestWhenOnline('message.edit', { room_id, seq, text, entities }).then(changed),
    delete: (seq) => requestWhenOnline('message.delete', { room_id, seq }).then(changed),
    toggleReaction: async (seq, emoji) => (await parts.reacting()).toggle(room_id, feed.state.get(), seq, emoji),
    addReaction: async (seq, emoji) => (await parts.reacting()).set(room_id, { seq, emoji, on: true }),
    removeReaction: async (seq, emoji) => (await parts.reacting()).set(room_id, { seq, emoji, on: false }),
    reactedWith: (seq, emoji, cursor) =>
      requestWhenOnline('reactions.list', { room_id, seq, emoji, ...(cursor !== undefined && { cursor }) }),
    markRead(seq) {
      const room = rooms.get(room_id)
      if (user_id === null || !room || room.write_block === 'not_joined') return
      const upTo = Math.min(seq, Math.max(room.last_seq, feed.lastSeq()))
      if (upTo >= room.last_seq) feed.atEnd()
      if (upTo <= watermarksOf(room, user_id).read_seq) return
      const { uncounted = 0 } = feed.state.get().messages.find((message) => message.seq === upTo) ?? {}
      rooms.watermarks(room_id, { user_id, read_seq: upTo, delivered_seq: upTo, uncounted })
      receipts.read(room_id, upTo)
    },
    setTyping,
    setShown(shown) {
      if (shown) hide ??= showRoom(room_id)
      else {
        hide?.()
        hide = null
      }
    },
    close() {
      hide?.()
      if (quiet(room_id)) receipts.flush()
      release()
    },
  }
}
