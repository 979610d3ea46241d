export interface Dice {
  /** 0 … below - 1 */
  roll(below: number): number
  /** @throws Error if the list is empty */
  pick<T>(from: readonly T[]): T
}

/** Returns the same numbers for the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed | 0
  const roll = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    roll,
    pick(from) {
      if (from.length === 0) throw new Error('nothing to pick from')
      return from[roll(from.length)] as (typeof from)[number]
    },
  }
}
