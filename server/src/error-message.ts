/** A thrown value as text: for a report, or a sentence about it. The log takes the error itself, for its stack. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error)
