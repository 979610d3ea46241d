import type { Clock } from '../clock.ts'
import type { Bus, ChatStore, MoveWatermarks } from '../ports.ts'

export interface Receipts {
  /** Resolves when the watermarks are committed. Values lower than the stored are ignored. */
  move(moves: readonly MoveWatermarks[]): Promise<void>
  /** Stores what waits, now. */
  flush(): Promise<void>
}

/** How long moves are gathered. Ticks come this much later, and a hundred of them cost one write. Milliseconds. */
const FLUSH_AFTER_MS = 150

/** Watermarks of all users, coalesced: many reads of one user in one room are one row of one write. */
export function createReceipts({
  store,
  bus,
  clock,
}: {
  store: Pick<ChatStore, 'moveWatermarks'>
  bus: Pick<Bus, 'publish'>
  clock: Clock
}): Receipts {
  let waiting = new Map<string, MoveWatermarks>()
  let next: { done: Promise<void>; resolve(): void; reject(error: unknown): void; cancel(): void } | undefined

  function gather(move: MoveWatermarks): void {
    const key = `${move.widgetId}/${move.roomId}/${move.userId}`
    const known = waiting.get(key)
    waiting.set(key, {
      ...move,
      deliveredSeq: Math.max(move.deliveredSeq, known?.deliveredSeq ?? 0),
      readSeq: Math.max(move.readSeq, known?.readSeq ?? 0),
    })
  }

  function schedule(): Promise<void> {
    if (!next) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      next = { done: promise, resolve, reject, cancel: clock.after(FLUSH_AFTER_MS, commitWaiting) }
    }
    return next.done
  }

  function commitWaiting(): void {
    const flushing = next
    if (!flushing) return
    const moves = [...waiting.values()]
    next = undefined
    waiting = new Map()
    flushing.cancel()
    commit(moves).then(flushing.resolve, flushing.reject)
  }

  async function commit(moves: MoveWatermarks[]): Promise<void> {
    for (const { state, ...moved } of await store.moveWatermarks(moves)) {
      // Who has not accepted a request doesn't tell the stranger that he read it.
      if (state === 'joined') bus.publish({ t: 'receipt', ...moved })
    }
  }

  return {
    move(moves) {
      for (const move of moves) gather(move)
      return schedule()
    },
    async flush() {
      const flushing = next?.done
      commitWaiting()
      await flushing
    },
  }
}
