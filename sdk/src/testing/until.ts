/** Longer than a busy machine needs, and short enough for the failure to be reported. Milliseconds. */
const PATIENCE_MS = 15_000

/** Waits for a condition; if it never holds, the error names it. */
export async function until<T>(
  condition: () => T,
  what = condition.toString(),
  atMostMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  const giveUpAt = Date.now() + atMostMs
  for (;;) {
    const value = condition()
    if (value) return value as NonNullable<T>
    if (Date.now() > giveUpAt) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
