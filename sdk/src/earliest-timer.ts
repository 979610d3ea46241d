import type { SdkClock } from './types.ts'

export interface EarliestTimer {
  /** Runs after `ms` milliseconds, unless it runs earlier anyway. */
  within(ms: number): void
  cancel(): void
}

/** One timer for all that wait, each for another time: a long wait does not put off a short one. */
export function earliestTimer(clock: SdkClock, run: () => void): EarliestTimer {
  let due = Number.POSITIVE_INFINITY
  let cancelTimer = () => {}

  function cancel() {
    cancelTimer()
    due = Number.POSITIVE_INFINITY
  }

  return {
    cancel,
    within(ms) {
      const at = clock.now() + ms
      if (at >= due) return
      cancel()
      due = at
      cancelTimer = clock.after(ms, () => {
        cancel()
        run()
      })
    },
  }
}
