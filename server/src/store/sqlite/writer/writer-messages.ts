import type { Limits } from '../../../config/limits.ts'
import type { Operation } from '../../writes/index.ts'
import type { Outcome } from './batch.ts'
import type { StoredError } from './stored-error.ts'

export type ToWriter =
  | { t: 'open'; path: string; now: number; cleanAfterMs: number; limits: Limits }
  | { t: 'batch'; operations: Operation[] }
  | { t: 'close' }

/** The writer answers batches in the order in which they came. */
export type FromWriter =
  | { t: 'opened' }
  | { t: 'failed'; error: StoredError }
  /** `told`: the widgets whose logs got events; missing: none */
  | { t: 'done'; outcomes: Outcome[]; told?: number[] }
  | { t: 'undone'; error: StoredError }
  | { t: 'closed' }

/**
 * A message in the form that crosses between the threads. As JSON text it costs a third of what objects cost. Only
 * `control` has values that JSON can't hold (bigint, bytes).
 */
export function packed<M extends ToWriter | FromWriter>(message: M, operations: readonly Operation[]): M | string {
  return operations.some(({ name }) => name === 'runStatement') ? message : JSON.stringify(message)
}

export function unpacked<M extends ToWriter | FromWriter>(data: M | string): M {
  return typeof data === 'string' ? (JSON.parse(data) as M) : data
}
