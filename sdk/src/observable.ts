import type { Observable } from './types.ts'

export interface WritableObservable<T> extends Observable<T> {
  set(value: T): void
}

/**
 * A value that calls its subscribers when it is replaced. Setting the same value does not call them. If a subscriber
 * throws, the others still run, and its error is reported as uncaught.
 */
export function observable<T>(value: T): WritableObservable<T> {
  const subscribers = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const changed of [...subscribers]) isolated(() => changed(next))
    },
    subscribe(changed) {
      // wrapped, so that a function that subscribes twice counts twice
      const subscriber = (next: T) => changed(next)
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
  }
}

/** Runs a caller's function. An error that it throws is reported as uncaught. */
export function isolated(run: () => void): void {
  try {
    run()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
