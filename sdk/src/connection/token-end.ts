import type { SdkClock } from '../types.ts'

/** A token is renewed this long before its end, milliseconds, or at a fifth of its life if that is less. */
const LEAD_MS = 60_000
/** With less time left than this, the client waits for the server's `token_expired`. */
const TOO_LATE_MS = 1_000

/**
 * Asks the page for a new token in good time before this one ends. While the page gives none, or one that does not
 * help, it asks again after half of the remaining time. After a renewal, stop it and start again.
 *
 * @param lifeMs how long the token is still valid
 * @returns a function that stops it
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
