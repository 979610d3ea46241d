import type { Run } from '../run.ts'

/** A promise of docs/spec.md, as far as histories and the store can show that it was broken. */
export interface Rule {
  /** the numbers in docs/spec.md */
  promises: string
  /** what was found wrong, each in a sentence that names the place */
  check(run: Run): Iterable<string>
}
