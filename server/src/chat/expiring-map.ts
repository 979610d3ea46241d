import { type Clock, steady } from './clock.ts'

/** Values that are known for a while. Bounded: the least recently used ones leave first. */
export interface ExpiringMap<Value> {
  set(key: string, value: Value, ms: number): void
  get(key: string): Value | undefined
  has(key: string): boolean
  delete(key: string): void
}

interface Entry<Value> {
  value: Value
  until: number
}

/**
 * Two maps: when the newer one is full, it becomes the older one, and what nobody read there since leaves with it. So
 * no key is deleted and inserted again at each use, which takes Bun 20 µs in a large `Map`.
 * @param maxKeys kept for certain; up to as many again may be there
 */
export function expiringMap<Value>(clock: Clock, maxKeys: number): ExpiringMap<Value> {
  const time = steady(clock)
  let newer = new Map<string, Entry<Value>>()
  let older = new Map<string, Entry<Value>>()

  function keep(key: string, entry: Entry<Value>): void {
    newer.set(key, entry)
    if (newer.size < maxKeys) return
    older = newer
    newer = new Map()
  }

  function get(key: string): Value | undefined {
    const known = newer.get(key)
    const entry = known ?? (older.size > 0 ? older.get(key) : undefined)
    if (entry === undefined) return undefined
    if (entry.until <= time.now()) {
      forget(key)
      return undefined
    }
    if (known === undefined) keep(key, entry)
    return entry.value
  }

  function forget(key: string): void {
    newer.delete(key)
    older.delete(key)
  }

  return {
    set: (key, value, ms) => keep(key, { value, until: time.now() + ms }),
    get,
    has: (key) => get(key) !== undefined,
    delete: forget,
  }
}
