import type { Clock } from '../../chat/clock.ts'

/**
 * The system's clock, which a test may push ahead: what came due in between runs at once. For tests with real
 * connections.
 */
export interface MovableClock extends Clock {
  elapse(ms: number): void
  /** As when somebody sets the machine's clock: no timer waits longer. */
  setBack(ms: number): void
}

export function movableClock(): MovableClock {
  let ahead = 0
  const waiting = new Set<{ at: number; run(): void }>()
  const now = () => Date.now() + ahead
  return {
    now,
    after(ms, run) {
      const entry = { at: now() + ms, run: () => fire() }
      const timer = setTimeout(fire, ms)
      waiting.add(entry)
      return cancel

      function cancel(): void {
        clearTimeout(timer)
        waiting.delete(entry)
      }
      function fire(): void {
        cancel()
        run()
      }
    },
    setBack(ms) {
      ahead -= ms
      for (const entry of waiting) entry.at -= ms
    },
    elapse(ms) {
      ahead += ms
      const due = [...waiting].filter((entry) => entry.at <= now()).sort((a, b) => a.at - b.at)
      for (const entry of due) if (waiting.has(entry)) entry.run()
    },
  }
}
