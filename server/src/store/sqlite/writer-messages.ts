import type { Operation } from '../writes/index.ts'
import type { Outcome } from './batch.ts'
import type { StoredError } from './stored-error.ts'

export type ToWriter =
  | { t: 'open'; path: string; now: number }
  | { t: 'batch'; operations: Operation[] }
  | { t: 'close' }

/** Batches are answered in the order in which they came. */
export type FromWriter =
  | { t: 'opened' }
  | { t: 'failed'; error: StoredError }
  | { t: 'done'; outcomes: Outcome[] }
  | { t: 'undone'; error: StoredError }
  | { t: 'closed' }
