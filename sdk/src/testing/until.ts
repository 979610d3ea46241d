/** Longer than a busy machine takes, and short enough to say what it was. Milliseconds. */
const PATIENCE_MS = 15_000

/** Waits for a condition; says which when it never comes. */
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
