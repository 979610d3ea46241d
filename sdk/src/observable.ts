import type { Observable } from './types.ts'

export interface WritableObservable<T> extends Observable<T> {
  set(value: T): void
}

/**
 * A value that tells its subscribers when it is replaced. Setting the value it already has tells nobody.
 * A subscriber that throws does not keep the others, or us, from going on: its error surfaces on its own.
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
      // wrapped, so that subscribing the same function twice counts twice
      const subscriber = (next: T) => changed(next)
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
  }
}

/** Runs someone else's code; what it throws becomes an uncaught error of its own. */
export function isolated(run: () => void): void {
  try {
    run()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
