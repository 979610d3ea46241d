import { type Clock, steady } from '../clock.ts'

/** Keys that are in it for a while. Bounded: the key added longest ago leaves first. */
export interface ExpiringSet {
  /** Adds the key for so many milliseconds from now, whatever was said of it before. */
  add(key: string, ms: number): void
  has(key: string): boolean
}

export function expiringSet(clock: Clock, maxKeys: number): ExpiringSet {
  const time = steady(clock)
  const until = new Map<string, number>()
  return {
    add(key, ms) {
      until.delete(key)
      until.set(key, time.now() + ms)
      const oldest = until.keys().next().value
      if (until.size > maxKeys && oldest !== undefined) until.delete(oldest)
    },
    has(key) {
      return (until.get(key) ?? 0) > time.now()
    },
  }
}
