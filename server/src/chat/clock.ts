/** Time as a dependency, so that tests can move it. Milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void
}

/**
 * A clock that never goes back: after the machine's clock was set back, it continues from where it was, so no wait
 * grows. Not for moments that are stored, shown or compared with a token's.
 */
export function steady(clock: Pick<Clock, 'now'>): Pick<Clock, 'now'> {
  let last = Number.NEGATIVE_INFINITY
  let setBack = 0
  return {
    now() {
      const now = clock.now()
      if (now + setBack < last) setBack = last - now
      last = now + setBack
      return last
    },
  }
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
