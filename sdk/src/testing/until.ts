/** For all waits of tests: longer than a busy machine needs, and a test has time for several. Milliseconds. */
export const PATIENCE_MS = 45_000

/**
 * Milliseconds between two attempts that send a request. A machine of any speed stays far below the 50 requests a
 * second that one user may make.
 */
const PAUSE_MS = 40

/** Tries until `attempt` does not throw. If it never succeeds, its last error is what the test shows. */
export async function eventually<T>(attempt: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  return retry(attempt, patienceMs, () => PAUSE_MS)
}

/**
 * Waits for a condition; if it never holds, the error names it. A condition that looks at memory is looked at each
 * millisecond, and one that returns a promise is asked every 40 ms.
 */
export function until<T>(
  condition: () => T | Promise<T>,
  what = condition.toString(),
  patienceMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  let pauseMs = 1
  async function attempt(): Promise<NonNullable<T>> {
    const answer = condition()
    if (answer instanceof Promise) pauseMs = PAUSE_MS
    const value = await answer
    if (!value) throw new Error(`never: ${what}`)
    return value
  }
  return retry(attempt, patienceMs, () => pauseMs)
}

async function retry<T>(attempt: () => T | Promise<T>, patienceMs: number, pauseMs: () => number): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs()))
    }
  }
}
