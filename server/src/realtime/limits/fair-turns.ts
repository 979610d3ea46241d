import { drainMicrotasks } from 'bun:jsc'

/**
 * A fair queue of the event loop's work, by widget. While the loop keeps up, everything runs at once. When work piles
 * up, each waiting widget gets the same time, however much its pieces of work cost. So a flood in one widget delays
 * another widget by a few pieces of work, and not by the whole flood. The work of one widget runs in order.
 */
export interface FairTurns {
  /** @param bytes that the work occupies in memory while it waits */
  run(widget_id: number, work: () => void, bytes?: number): void
  /** May one more piece of work wait? Each widget with waiting work has an equal part of the memory. */
  hasRoom(widget_id: number): boolean
  /** Runs all waiting work now. */
  flush(): void
}

export interface FairTurnsOptions {
  /** bytes that may wait while only one widget has waiting work */
  maxBytes: number
  /** milliseconds of a clock that never goes back */
  now?: () => number
  /** Calls back after the loop has served its connections. */
  soon?: (run: () => void) => void
}

/** The loop returns to its connections and timers at least this often, in milliseconds. */
const SLICE_MS = 2
/** One widget runs this long before the next one, milliseconds. */
const TURN_MS = 1
/** Memory that a piece of waiting work takes besides its bytes. */
const WORK_BYTES = 512

interface Line {
  waiting: { work: () => void; bytes: number }[]
  bytes: number
  /** milliseconds that the widget may still use; below 0: it used too many, and other widgets catch up first */
  credit: number
}

export function createFairTurns({
  maxBytes,
  now = () => performance.now(),
  soon = setImmediate,
}: FairTurnsOptions): FairTurns {
  /** in the order in which they run */
  const lines = new Map<number, Line>()
  /** when this round of the loop began to work; null: it has nothing to do */
  let busySince: number | null = null

  function beginRound(): void {
    if (busySince !== null) return
    busySince = now()
    soon(endRound)
  }

  function endRound(): void {
    busySince = null
    if (lines.size === 0) return
    beginRound()
    const until = now() + SLICE_MS
    while (lines.size > 0 && now() < until) turn()
  }

  function turn(): void {
    for (const [widget_id, line] of lines) {
      line.credit += TURN_MS
      work(line)
      lines.delete(widget_id)
      // An empty one stays until it has paid: its widget may send one costly piece of work after the other.
      if (line.waiting.length > 0 || line.credit < 0) lines.set(widget_id, line)
      return
    }
  }

  function work(line: Line): void {
    let at = now()
    let done = 0
    for (const { work, bytes } of line.waiting) {
      if (line.credit <= 0) break
      done++
      line.bytes -= bytes
      work()
      // Time that the work's own follow-up takes is counted with it.
      drainMicrotasks()
      const after = now()
      line.credit -= after - at
      at = after
    }
    line.waiting.splice(0, done)
  }

  return {
    run(widget_id, work, bytes = 0) {
      beginRound()
      if (lines.size === 0 && now() - (busySince ?? 0) < SLICE_MS) return work()
      const line = lines.get(widget_id) ?? { waiting: [], bytes: 0, credit: 0 }
      lines.set(widget_id, line)
      line.waiting.push({ work, bytes: WORK_BYTES + bytes })
      line.bytes += WORK_BYTES + bytes
    },
    hasRoom(widget_id) {
      const line = lines.get(widget_id)
      return line === undefined || line.bytes < maxBytes / lines.size
    },
    flush() {
      for (const [widget_id, { waiting }] of lines) {
        for (const { work } of waiting) work()
        lines.delete(widget_id)
      }
    },
  }
}
