import type { Message, RoomSummary } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import { backoffMs } from '../connection/backoff.ts'
import { isolated } from '../observable.ts'
import { uuidOf } from '../outbox/client-id.ts'
import { ChatRequestError } from '../request-error.ts'
import { watermarksOf } from '../rooms/room-summary.ts'
import type { IncomingMessage } from '../types.ts'

/** Messages, and rooms, in one request. */
const PAGE = 50

export interface MessageToHandle extends IncomingMessage {
  /** a client id that is always the same for this message: a reply with it is stored once, also if it is sent again */
  replyId: string
}

interface Progress {
  /** `seq` up to which everything is handled */
  done: number
  /** `seq` of the last message that is known of */
  last: number
  running: boolean
}

/**
 * For bots: calls `handle` with each message of other users, one after the other in each room, also with those that
 * came while the bot was away. It begins after what the bot's user has read, and marks messages as read when they were
 * handled, so the server remembers the place. If the process is killed between the two, messages are handled again
 * after the next start: reply with `replyId`. Notices and deleted messages are left out.
 *
 * @param handle its room waits for the promise that it returns. If it rejects, it gets the same message again later
 * @param failed gets what `handle` rejected with; by default that is an uncaught error
 * @returns a function that ends it, and resolves when the server knows what was handled; closing the client ends it
 * without that
 */
export function eachMessage(
  client: ChatClient,
  handle: (incoming: MessageToHandle) => void | Promise<void>,
  failed: (error: unknown, incoming: MessageToHandle) => void = rethrow,
): () => Promise<void> {
  const rooms = new Map<string, Progress>()
  const running = new Set<Promise<void>>()
  const waits = new Set<() => void>()
  let ended = false

  /** The room has messages up to `last`. */
  function know(room: RoomSummary, last: number) {
    const { user_id } = client.internals()
    const key = `${user_id} ${room.room_id}`
    const progress = rooms.get(key) ?? { done: watermarksOf(room, user_id).read_seq, last: 0, running: false }
    progress.last = Math.max(progress.last, last)
    rooms.set(key, progress)
    if (progress.running) return
    const work = workOn(room, progress).finally(() => running.delete(work))
    running.add(work)
  }

  async function workOn(room: RoomSummary, progress: Progress) {
    progress.running = true
    for (let failures = 0; !ended && progress.done < progress.last; failures++) {
      const wholePage = await workOnPage(room, progress).catch((error: unknown) => {
        if (!(error instanceof ChatRequestError)) throw error
        // the user is no longer in the room, or not in the chat
        if (!error.retry) progress.last = progress.done
        return false
      })
      if (wholePage) failures = -1
      else if (progress.done < progress.last) await pause(backoffMs(failures))
    }
    progress.running = false
  }

  /** @returns true if all of its messages are handled */
  async function workOnPage(room: RoomSummary, progress: Progress): Promise<boolean> {
    const { room_id } = room
    const session = client.internals()
    const limit = Math.min(PAGE, progress.last - progress.done)
    const upTo = progress.done + limit
    const page = await session.requestWhenOnline('messages.list', { room_id, before_seq: upTo + 1, limit })
    for (const message of page.messages) {
      if (ended) break
      if (message.seq <= progress.done) continue
      const isForUs = message.sender_id !== session.user_id && !message.system && message.deleted_at === null
      if (isForUs) {
        const incoming = {
          room: session.rooms.get(room_id) ?? room,
          message,
          replyId: await replyIdOf(room_id, message),
        }
        try {
          await handle(incoming)
        } catch (error) {
          failed(error, incoming)
          await report()
          return false
        }
      }
      handled(message.seq, message.uncounted)
    }
    // the rest may be cleared
    if (!ended && progress.done < upTo) handled(upTo)
    await report()
    return true

    function handled(seq: number, uncounted = 0) {
      progress.done = seq
      session.rooms.watermarks(room_id, { user_id: `${session.user_id}`, read_seq: seq, delivered_seq: seq, uncounted })
      session.receipts.read(room_id, seq)
    }

    /** At once: receipts that the client batches would be lost with the process. */
    async function report() {
      const mark = { room_id, read_seq: progress.done, delivered_seq: progress.done }
      await session.requestWhenOnline('receipts.update', { rooms: [mark] })
    }
  }

  /** Handles messages that came before the connection was there. */
  async function catchUp() {
    for (const filter of ['unread', 'archive'] as const) {
      let cursor: string | null | undefined
      while (!ended && cursor !== null) {
        const page = await client
          .internals()
          .requestWhenOnline('rooms.list', { filter, limit: PAGE, ...(cursor !== undefined && { cursor }) })
        for (const room of page.rooms) if (room.unread > 0) know(room, room.last_seq)
        cursor = page.next
      }
    }
  }

  async function catchUpWhenPossible() {
    for (let failures = 0; !ended && client.connection.get().kind === 'online'; failures++) {
      try {
        return await catchUp()
      } catch (error) {
        if (!(error instanceof ChatRequestError)) throw error
        // another try has the same outcome; the next connection lists the rooms again
        if (!error.retry) return
        await pause(backoffMs(failures))
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        cancel()
        waits.delete(goOn)
        resolve()
      }
      const cancel = client.internals().clock.after(ms, goOn)
      waits.add(goOn)
    })
  }

  function connectionChanged() {
    const { kind } = client.connection.get()
    if (kind === 'online') void catchUpWhenPossible()
    else if (kind === 'closed') void end()
  }

  async function end() {
    ended = true
    stopListening()
    stopWatching()
    for (const goOn of [...waits]) goOn()
    await Promise.all(running)
  }

  const stopListening = client.onIncoming(({ room, message }) => know(room, message.seq))
  const stopWatching = client.connection.subscribe(connectionChanged)
  connectionChanged()
  return end
}

function rethrow(error: unknown) {
  isolated(() => {
    throw error
  })
}

/** Later messages of a room have later ids, so the outbox sends replies in their order. */
async function replyIdOf(room_id: number, { seq, created_at }: Message): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`reply ${room_id} ${seq}`))
  const bytes = new Uint8Array(hash)
  bytes.set([(seq >> 4) & 255, ((seq & 15) << 4) | ((bytes[1] ?? 0) & 15)])
  return uuidOf(created_at, bytes)
}
