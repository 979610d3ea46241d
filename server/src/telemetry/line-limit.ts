/** The maximum lines per second for one cause. More lines add no information, and fill the disk. */
const LINES_PER_SECOND = 10
const SECOND_MS = 1_000

/** Limits the lines of each cause, and counts the dropped lines. */
export interface LineLimit {
  /** May one more line of this cause be written now? */
  take(cause: string): boolean
}

/**
 * @param leftOut is called at the end of each second in which lines of a cause were dropped
 * @param after calls back after some milliseconds, without keeping the process alive
 */
export function createLineLimit(
  leftOut: (cause: string, lines: number) => void,
  after: (milliseconds: number, call: () => void) => void = (milliseconds, call) =>
    void setTimeout(call, milliseconds).unref(),
): LineLimit {
  /** lines in the current second, by cause */
  const lines = new Map<string, number>()

  function end(cause: string): void {
    const more = (lines.get(cause) ?? 0) - LINES_PER_SECOND
    lines.delete(cause)
    if (more > 0) leftOut(cause, more)
  }

  return {
    take(cause) {
      const before = lines.get(cause)
      if (before === undefined) after(SECOND_MS, () => end(cause))
      lines.set(cause, (before ?? 0) + 1)
      return (before ?? 0) < LINES_PER_SECOND
    },
  }
}
