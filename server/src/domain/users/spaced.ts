import type { Clock } from '../clock.ts'

/**
 * Runs `act` for a key at once and then not again before `ms` have passed. Who asks meanwhile is not forgotten: it runs
 * once more at the end of that time.
 */
export type Spaced = (key: string, act: () => void) => void

export function spaced(clock: Clock, ms: number): Spaced {
  /** what to run when a key's time is over; null: nobody has asked again */
  const waiting = new Map<string, (() => void) | null>()

  function run(key: string, act: () => void): void {
    waiting.set(key, null)
    clock.after(ms, () => {
      const again = waiting.get(key) ?? null
      waiting.delete(key)
      if (again !== null) run(key, again)
    })
    act()
  }

  return (key, act) => {
    if (waiting.has(key)) waiting.set(key, act)
    else run(key, act)
  }
}
