import type { Clock } from '../clock.ts'

/** A clock for tests that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs what comes due, in order. */
  elapse(ms: number): void
}

export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  let nextId = 0
  const waiting = new Map<number, { at: number; run: () => void }>()

  /** Of those that come due at the same time, the one that was set first. */
  function earliest(until: number) {
    let found: [number, { at: number; run: () => void }] | undefined
    for (const entry of waiting) {
      const { at } = entry[1]
      if (at <= until && (found === undefined || at < found[1].at)) found = entry
    }
    return found
  }

  return {
    now: () => now,
    after(ms, run) {
      const id = nextId++
      waiting.set(id, { at: now + ms, run })
      return () => void waiting.delete(id)
    },
    elapse(ms) {
      const until = now + ms
      for (let due = earliest(until); due !== undefined; due = earliest(until)) {
        const [id, { at, run }] = due
        waiting.delete(id)
        now = at
        run()
      }
      now = until
    },
  }
}
