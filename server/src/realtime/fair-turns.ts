import { drainMicrotasks } from 'bun:jsc'

/**
 * The event loop's work, widgets in turns. While the loop keeps up, everything runs at once; when work piles up, each widget that has any waiting gets the same
 * time, whatever its works cost, so that one widget's flood makes another wait for a few works and not for the flood. Works of one widget run in order.
 */
export interface FairTurns {
  /** @param bytes what the work holds while it waits */
  run(widgetId: number, work: () => void, bytes?: number): void
  /** May one more wait? Each widget that waits has an equal part of the memory. */
  hasRoom(widgetId: number): boolean
  /** Runs all that waits, now. */
  flush(): void
}

export interface FairTurnsOptions {
  /** what may wait while one widget has it all, bytes */
  maxBytes: number
  /** milliseconds that only go forward */
  now?: () => number
  /** Calls back when the loop has seen to its sockets. */
  soon?: (run: () => void) => void
}

/** The loop looks at its sockets and timers at least this often. Milliseconds. */
const SLICE_MS = 2
/** A widget's time before the next one has its turn. Milliseconds. */
const TURN_MS = 1
/** What a waiting work holds besides its bytes. */
const WORK_BYTES = 512

interface Line {
  waiting: { work: () => void; bytes: number }[]
  bytes: number
  /** milliseconds that it may still use; below 0: what it used over its turn, which others catch up with first */
  credit: number
}

export function createFairTurns({
  maxBytes,
  now = () => performance.now(),
  soon = setImmediate,
}: FairTurnsOptions): FairTurns {
  /** in the order of their turns */
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
    for (const [widgetId, line] of lines) {
      line.credit += TURN_MS
      work(line)
      lines.delete(widgetId)
      if (line.waiting.length > 0) lines.set(widgetId, line)
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
      // What the work goes on with belongs to it, and is counted with it.
      drainMicrotasks()
      const after = now()
      line.credit -= after - at
      at = after
    }
    line.waiting.splice(0, done)
  }

  return {
    run(widgetId, work, bytes = 0) {
      beginRound()
      if (lines.size === 0 && now() - (busySince ?? 0) < SLICE_MS) return work()
      const line = lines.get(widgetId) ?? { waiting: [], bytes: 0, credit: 0 }
      lines.set(widgetId, line)
      line.waiting.push({ work, bytes: WORK_BYTES + bytes })
      line.bytes += WORK_BYTES + bytes
    },
    hasRoom(widgetId) {
      const line = lines.get(widgetId)
      return line === undefined || line.bytes < maxBytes / lines.size
    },
    flush() {
      for (const [widgetId, { waiting }] of lines) {
        for (const { work } of waiting) work()
        lines.delete(widgetId)
      }
    },
  }
}
