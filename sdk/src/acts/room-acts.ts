import type { OwnItem } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import type { Connection, Request } from '../connection/connection.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { RoomFlags } from '../types.ts'

/**
 * A user's own settings of a conversation, on all of their devices. Muting, pinning, archiving and marking show at once
 * and are sent when there is a connection. All methods reject with a ChatRequestError.
 */
export interface RoomActs {
  /** `until`: milliseconds since 1970; null unmutes; `MUTED_FOREVER` has no end */
  mute(room_id: number, until: number | null): Promise<void>
  /** Puts a conversation above the others, or back. Takes it out of the archive. */
  pin(room_id: number, pinned: boolean): Promise<void>
  /** Moves a conversation to the archive, or back. Unpins it. */
  archive(room_id: number, archived: boolean): Promise<void>
  /** Marks a conversation as unread, whatever was read, or takes the mark away. */
  mark(room_id: number, unread: boolean): Promise<void>
  /** All messages are read, and a mark is taken away. */
  read(room_id: number): Promise<void>
  /** Clears the history. `hide`: a dialog also leaves the list, until its next message. */
  clear(room_id: number, how?: { hide?: boolean }): Promise<void>
}

/** For the user who is signed in at the time of each call. */
export function roomActs(client: ChatClient): RoomActs {
  const internals = () => client.internals()
  const request: Request = (type, input) => internals().requestWhenOnline(type, input)

  /** Shows at once what the user wants, and sends it when there is a connection. */
  async function want(room_id: number, flags: RoomFlags, send: () => Promise<readonly OwnItem[]>): Promise<void> {
    const { ownState, connection } = internals()
    const before = ownState.flags.get().get(room_id) ?? {}
    ownState.assume(room_id, flags)
    try {
      ownState.event(await untilSent(connection, send))
    } catch (error) {
      const kinds = Object.keys(flags) as (keyof RoomFlags)[]
      ownState.assume(room_id, Object.fromEntries(kinds.map((kind) => [kind, before[kind]])))
      throw error
    }
  }

  function mark(room_id: number, unread: boolean): Promise<void> {
    const flags = { unread: { marked: unread } }
    return want(room_id, flags, async () => (await request('room.mark', { room_id, unread })).items)
  }

  return {
    mute: (room_id, until) =>
      want(room_id, { mute: { until } }, async () => [(await request('room.mute', { room_id, until })).item]),
    pin(room_id, pinned) {
      const order = internals().clock.now()
      const flags = pinned ? { pin: { order }, archive: { seq: null } } : { pin: { order: null } }
      return want(room_id, flags, async () => (await request('room.pin', { room_id, pinned })).items)
    },
    archive(room_id, archived) {
      const seq = internals().rooms.get(room_id)?.last_seq ?? 0
      const flags = archived ? { archive: { seq }, pin: { order: null } } : { archive: { seq: null } }
      return want(room_id, flags, async () => (await request('room.archive', { room_id, archived })).items)
    },
    mark,
    async read(room_id) {
      const { rooms, receipts, ownState } = internals()
      const room = rooms.get(room_id)
      if (room) {
        const { last_seq } = room
        rooms.watermarks(room_id, { user_id: internals().user_id ?? '', delivered_seq: last_seq, read_seq: last_seq })
        receipts.read(room_id, last_seq)
      }
      if (ownState.flags.get().get(room_id)?.unread?.marked) await mark(room_id, false)
    },
    async clear(room_id, { hide = false } = {}) {
      const { rooms, ownState } = internals()
      const { last_seq } = await rooms.ensure(room_id)
      ownState.event((await request('room.clear', { room_id, up_to_seq: last_seq, hide })).items)
    },
  }
}

export async function untilSent<T>(connection: Connection, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    const closed = connection.state.get().kind === 'closed'
    if (closed || (error as ChatRequestError).code !== 'connection_lost') throw error
    return untilSent(connection, send)
  }
}
