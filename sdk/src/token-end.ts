import type { SdkClock } from './types.ts'

/** A token is renewed this long before its end, milliseconds, or at a fifth of its life when that is less. */
const LEAD_MS = 60_000
/** With less than this left, the server's `token_expired` is waited for instead. */
const TOO_LATE_MS = 1_000

/**
 * Asks the page for a fresh token in good time before this one ends, and again in the middle of what is left while it gives none
 * or gives one that does not help. Whoever renewed stops it and starts anew.
 *
 * @param lifeMs how long the token still lives
 * @returns stop
 */
export function watchTokenEnd(options: {
  clock: SdkClock
  lifeMs: number
  ask: () => Promise<string | null>
  use: (token: string) => void
}): () => void {
  const { clock, lifeMs, ask, use } = options
  const endsAt = clock.now() + lifeMs
  let stopped = false
  let cancel = clock.after(lifeMs - Math.min(LEAD_MS, lifeMs / 5), askPage)

  function askPage() {
    const again = () => {
      const left = endsAt - clock.now()
      if (!stopped && left > TOO_LATE_MS) cancel = clock.after(left / 2, askPage)
    }
    ask().then((token) => {
      if (stopped) return
      // scheduled first: a successful use stops it
      again()
      if (token) use(token)
    }, again)
  }

  return () => {
    stopped = true
    cancel()
  }
}
