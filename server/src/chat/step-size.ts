/** The number of rows in the next step of long work: as many as took about `aimMs` before. */
export interface StepSize {
  now(): number
  /** Runs a step that takes at most `now()` rows, and learns from it. @param act returns how many it took */
  run(act: () => Promise<number>): Promise<number>
}

/** Other writes wait for one step, so a slow disk gets small ones, and long work is done soon on a fast one. */
export function stepSize({ least, most, aimMs }: { least: number; most: number; aimMs: number }): StepSize {
  let size = least
  return {
    now: () => size,
    async run(act) {
      const began = performance.now()
      const took = await act()
      const ms = performance.now() - began
      if (ms > aimMs) size = Math.max(least, Math.floor(size / 2))
      // a step that found fewer rows than its size says nothing about the time of a full one
      else if (took >= size && ms < aimMs / 2) size = Math.min(most, size * 2)
      return took
    },
  }
}
