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

/** What the user sees of one room and does in it, until they close it. */
export function openTimeline(parts: {
  roomId: number
  userId: string | null
  clock: SdkClock
  request: Request
  /** waits for a connection that is being opened */
  requestWhenOnline: Request
  /** whether the room is so large that the server sends no events about receipts and members */
  quiet(roomId: number): boolean
  timelines: Timelines
  rooms: Rooms
  receipts: Receipts
  showRoom(roomId: number): () => void
  /** their script is fetched with the first reaction */
  reacting(): Promise<Reactions>
  /** null for a guest */
  outbox: Outbox | null
}): Timeline {
  const { roomId, userId, clock, request, requestWhenOnline, quiet, rooms, receipts, showRoom, outbox } = parts
  const { feed, release } = parts.timelines.open(roomId)
  let hide: (() => void) | null = null

  const setTyping = createTypingNotice(clock, (typing) => {
    if (!quiet(roomId)) request('typing', { room_id: roomId, typing }).catch(ignoreRequestError)
  })

  function changed({ message }: { message: Message }) {
    rooms.messages(roomId, [message])
    feed.receive([message])
  }

  return {
    roomId,
    state: feed.state,
    loadOlder: feed.loadOlder,
    async send(text, options = {}) {
      if (!outbox) throw new ChatRequestError({ code: 'guest_forbidden', message: "guests can't write here" })
      const { replyTo = null, ...more } = typeof options === 'number' ? { replyTo: options } : options
      return outbox.add(roomId, text, replyTo, more)
    },
    retry: async (clientId) => outbox?.retry(clientId),
    discard: async (clientId) => outbox?.discard(clientId),
    edit: (seq, text, entities) =>
      requestWhenOnline('message.edit', { room_id: roomId, seq, text, entities }).then(changed),
    delete: (seq) => requestWhenOnline('message.delete', { room_id: roomId, seq }).then(changed),
    toggleReaction: async (seq, emoji) => (await parts.reacting()).toggle(roomId, feed.state.get(), seq, emoji),
    addReaction: async (seq, emoji) => (await parts.reacting()).set(roomId, { seq, emoji, on: true }),
    removeReaction: async (seq, emoji) => (await parts.reacting()).set(roomId, { seq, emoji, on: false }),
    reactedWith: (seq, emoji, cursor) =>
      requestWhenOnline('reactions.list', { room_id: roomId, seq, emoji, ...(cursor !== undefined && { cursor }) }),
    markRead(seq) {
      const room = rooms.get(roomId)
      if (userId === null || !room || room.write_block === 'not_joined') return
      const upTo = Math.min(seq, Math.max(room.last_seq, feed.lastSeq()))
      if (upTo >= room.last_seq) feed.atEnd()
      if (upTo <= watermarksOf(room, userId).read_seq) return
      const { uncounted = 0 } = feed.state.get().messages.find((message) => message.seq === upTo) ?? {}
      rooms.watermarks(roomId, { user_id: userId, read_seq: upTo, delivered_seq: upTo, uncounted })
      receipts.read(roomId, upTo)
    },
    setTyping,
    setShown(shown) {
      if (shown) hide ??= showRoom(roomId)
      else {
        hide?.()
        hide = null
      }
    },
    close() {
      hide?.()
      if (quiet(roomId)) receipts.flush()
      release()
    },
  }
}
