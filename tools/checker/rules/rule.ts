import type { Run } from '../run.ts'

/** A promise of docs/spec.md whose violation histories and the store can show. */
export interface Rule {
  /** rule ids in docs/spec.md */
  promises: string
  /** one sentence per violation, which names the place */
  check(run: Run): Iterable<string>
}
