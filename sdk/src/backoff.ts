/** Waiting times, milliseconds: about 1 s at first, doubling, never above 30 s; between half and all of it by chance. */
const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/** @param attempt failures in a row before this wait, from 0 */
export function backoffMs(attempt: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return full * (0.5 + Math.random() / 2)
}
