/** Lets requests wait for the result of a job on this node. */
export interface JobResults {
  /** Runs `act` after earlier acts of the same key: one at a time on this node. */
  oneAtATime<T>(key: string, act: () => Promise<T>): Promise<T>
  /** `promise` rejects with the error that `settle` gets. Call `forget` when nothing waits for it any more. */
  wait(key: string): { promise: Promise<void>; forget(): void }
  /** @param error undefined: the job succeeded */
  settle(key: string, error?: unknown): void
}

export function createJobResults(): JobResults {
  const waiting = new Map<string, Set<PromiseWithResolvers<void>>>()
  /** the end of the last act of each key */
  const acting = new Map<string, Promise<unknown>>()
  return {
    oneAtATime(key, act) {
      const result = (acting.get(key) ?? Promise.resolve()).then(act)
      const end = result
        .catch(() => undefined)
        .finally(() => {
          if (acting.get(key) === end) acting.delete(key)
        })
      acting.set(key, end)
      return result
    },
    wait(key) {
      const outcome = Promise.withResolvers<void>()
      // it may reject before anything awaits it, or after nothing does any more
      outcome.promise.catch(() => undefined)
      const all = waiting.get(key) ?? new Set()
      waiting.set(key, all.add(outcome))
      return {
        promise: outcome.promise,
        forget() {
          all.delete(outcome)
          if (all.size === 0) waiting.delete(key)
        },
      }
    },
    settle(key, error) {
      for (const { resolve, reject } of waiting.get(key) ?? []) {
        if (error === undefined) resolve()
        else reject(error)
      }
    },
  }
}
