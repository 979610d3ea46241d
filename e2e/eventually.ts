/** How long a person on a page waits for what he expects, milliseconds. */
export const PATIENCE_MS = 15_000

const PAUSE_MS = 40

/** Tries until it does not throw any more; what it threw last is what the test shows. */
export async function eventually<T>(attempt: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > end) throw error
      await Bun.sleep(PAUSE_MS)
    }
  }
}
