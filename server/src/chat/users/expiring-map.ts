import { type Clock, steady } from '../clock.ts'

/** Values that are known for a while. Bounded: the one set longest ago leaves first. */
export interface ExpiringMap<Value> {
  set(key: string, value: Value, ms: number): void
  get(key: string): Value | undefined
  delete(key: string): void
}

export function expiringMap<Value>(clock: Clock, maxKeys: number): ExpiringMap<Value> {
  const time = steady(clock)
  const entries = new Map<string, { value: Value; until: number }>()
  return {
    set(key, value, ms) {
      entries.delete(key)
      entries.set(key, { value, until: time.now() + ms })
      const oldest = entries.keys().next().value
      if (entries.size > maxKeys && oldest !== undefined) entries.delete(oldest)
    },
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined || entry.until > time.now()) return entry?.value
      entries.delete(key)
      return undefined
    },
    delete: (key) => void entries.delete(key),
  }
}
