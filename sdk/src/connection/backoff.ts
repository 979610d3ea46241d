/** Waits, milliseconds: about 1 s at first, doubling, at most 30 s; each is a random part of that, from half to all. */
const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * @param attempt failures in a row before this wait, from 0
 * @param longestMs at least the first wait
 */
export function backoffMs(attempt: number, longestMs = LONGEST_MS): number {
  const full = Math.min(Math.max(longestMs, FIRST_MS), FIRST_MS * 2 ** Math.min(attempt, 10))
  return full * (0.5 + Math.random() / 2)
}
