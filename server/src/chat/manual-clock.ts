import type { Clock } from './clock.ts'

/** A clock for tests that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs what comes due, in order. */
  elapse(ms: number): void
}

export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  let nextId = 0
  const waiting = new Map<number, { at: number; run: () => void }>()
  return {
    now: () => now,
    after(ms, run) {
      const id = nextId++
      waiting.set(id, { at: now + ms, run })
      return () => void waiting.delete(id)
    },
    elapse(ms) {
      const until = now + ms
      for (;;) {
        const due = [...waiting].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0]
        if (due === undefined) break
        const [id, { at, run }] = due
        waiting.delete(id)
        now = at
        run()
      }
      now = until
    },
  }
}
