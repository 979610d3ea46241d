import QuickLRU from 'quick-lru'
import { type Clock, steady } from './clock.ts'

/** Values that are known for a while. Bounded: the least recently used ones leave first. */
export interface ExpiringMap<Value> {
  set(key: string, value: Value, ms: number): void
  get(key: string): Value | undefined
  has(key: string): boolean
  delete(key: string): void
}

/**
 * The library bounds the map, since deleting and reinserting a key of a large `Map` takes Bun 20 µs. It is not given
 * the times: they are those of our clock.
 * @param maxKeys kept for certain; up to as many again may be there
 */
export function expiringMap<Value>(clock: Clock, maxKeys: number): ExpiringMap<Value> {
  const time = steady(clock)
  const entries = new QuickLRU<string, { value: Value; until: number }>({ maxSize: maxKeys })

  function get(key: string): Value | undefined {
    const entry = entries.get(key)
    if (entry === undefined || entry.until > time.now()) return entry?.value
    entries.delete(key)
    return undefined
  }

  return {
    set: (key, value, ms) => void entries.set(key, { value, until: time.now() + ms }),
    get,
    has: (key) => get(key) !== undefined,
    delete: (key) => void entries.delete(key),
  }
}
