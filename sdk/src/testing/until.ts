/** Longer than a busy machine needs, and short enough for the failure to be reported. Milliseconds. */
export const PATIENCE_MS = 15_000

/** Tries until `attempt` does not throw. If it never succeeds, its last error is what the test shows. */
export async function eventually<T>(attempt: () => T | Promise<T>, patienceMs = PATIENCE_MS, pauseMs = 40): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}

/** Waits for a condition; if it never holds, the error names it. */
export function until<T>(
  condition: () => T | Promise<T>,
  what = condition.toString(),
  patienceMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  async function attempt(): Promise<NonNullable<T>> {
    const value = await condition()
    if (!value) throw new Error(`never: ${what}`)
    return value
  }
  return eventually(attempt, patienceMs, 1)
}
