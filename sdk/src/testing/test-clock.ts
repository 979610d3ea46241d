import type { SdkClock } from '../types.ts'

export interface TestClock extends SdkClock {
  /** Moves the time forward and runs the due timers in order. */
  elapse(ms: number): void
  /** Moves the time forward without running any timer, as when a machine sleeps. */
  sleep(ms: number): void
}

export function testClock(now = 1_800_000_000_000): TestClock {
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    elapse(ms) {
      const end = now + ms
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!due) break
        timers.delete(due)
        now = Math.max(now, due.at)
        due.run()
      }
      now = end
    },
    sleep(ms) {
      now += ms
    },
  }
}
