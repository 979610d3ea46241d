import type { Clock } from '../clock.ts'

/**
 * Runs `act` for a key at once and then not again before `ms` have passed. A call that comes meanwhile is not lost: it
 * runs once more at the end of that time.
 */
export type Throttled = (key: string, act: () => void) => void

export function throttle(clock: Clock, ms: number): Throttled {
  /** the call to run when a key's time is over; null: no second call came. In the order in which their times end. */
  const waiting = new Map<string, { until: number; again: (() => void) | null }>()

  function run(key: string, act: () => void): void {
    waiting.set(key, { until: clock.now() + ms, again: null })
    if (waiting.size === 1) clock.after(ms, end)
    act()
  }

  /** One timer for all, since they are as many as come in the time. */
  function end(): void {
    const asked: [string, () => void][] = []
    for (const [key, { until, again }] of waiting) {
      if (until > clock.now()) break
      waiting.delete(key)
      if (again) asked.push([key, again])
    }
    const next = waiting.values().next().value
    if (next) clock.after(Math.min(ms, next.until - clock.now()), end)
    for (const [key, again] of asked) run(key, again)
  }

  return (key, act) => {
    const known = waiting.get(key)
    if (known) known.again = act
    else run(key, act)
  }
}
