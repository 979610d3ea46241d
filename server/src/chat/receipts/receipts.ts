import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { ChatStore, MoveWatermarks } from '../ports.ts'
import type { RoomClass } from '../rooms/room-class.ts'

/** `hidden`: only the user's own connections learn of it */
type Move = MoveWatermarks & { hidden?: boolean }

export interface Receipts {
  /** Moves of one widget. Resolves when the watermarks are committed. Values below the stored ones are ignored. */
  move(widget_id: number, moves: readonly Omit<Move, 'widget_id'>[]): Promise<void>
  /** Stores the queue now. */
  flush(): Promise<void>
}

/** The queue of one widget: a full queue does not affect other widgets. */
interface Batch {
  moves: Map<string, Move>
  stored: PromiseWithResolvers<void>
  cancel(): void
}

const keyOf = ({ room_id, user_id }: Pick<Move, 'room_id' | 'user_id'>) => `${room_id}/${user_id}`

/**
 * Moves are batched for this long, milliseconds. Receipts arrive this much later, and a hundred of them cost one write.
 */
const FLUSH_AFTER_MS = 150

/** Watermarks of all users, coalesced: many reads by one user in one room become one row of one write. */
export function createReceipts({
  store,
  bus,
  classOf,
  clock,
}: {
  store: Pick<ChatStore, 'moveWatermarks'>
  bus: Pick<Bus, 'publish'>
  classOf: RoomClass
  clock: Clock
}): Receipts {
  const batches = new Map<number, Batch>()

  function batchOf(widget_id: number): Batch {
    const known = batches.get(widget_id)
    if (known) return known
    const cancel = clock.after(FLUSH_AFTER_MS, () => commitWaiting(widget_id))
    const made = { moves: new Map(), stored: Promise.withResolvers<void>(), cancel }
    batches.set(widget_id, made)
    return made
  }

  function merge(moves: Batch['moves'], move: Move): void {
    const key = keyOf(move)
    const known = moves.get(key)
    moves.set(key, {
      ...move,
      delivered_seq: Math.max(move.delivered_seq, known?.delivered_seq ?? 0),
      read_seq: Math.max(move.read_seq, known?.read_seq ?? 0),
    })
  }

  function commitWaiting(widget_id: number): void {
    const waiting = batches.get(widget_id)
    if (!waiting) return
    batches.delete(widget_id)
    waiting.cancel()
    commit(waiting.moves).then(waiting.stored.resolve, waiting.stored.reject)
  }

  async function commit(moves: Batch['moves']): Promise<void> {
    const watermarks = [...moves.values()].map(({ hidden: _, ...move }) => move)
    for (const { state, room, isRead: _ofTheLog, ...moved } of await store.moveWatermarks(watermarks)) {
      const quiet = !classOf.isLive(room) || moves.get(keyOf(moved))?.hidden === true
      // A user who has not accepted a request does not show its sender that they read it.
      if (state === 'joined') bus.publish({ t: 'receipt', ...moved, quiet })
    }
  }

  return {
    move(widget_id, moves) {
      const { moves: waiting, stored } = batchOf(widget_id)
      for (const move of moves) merge(waiting, { widget_id, ...move })
      return stored.promise
    },
    async flush() {
      const flushing = [...batches.values()].map(({ stored }) => stored.promise)
      for (const widget_id of [...batches.keys()]) commitWaiting(widget_id)
      await Promise.all(flushing)
    },
  }
}
