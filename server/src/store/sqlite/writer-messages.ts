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

/**
 * A message as it goes to the other thread. As JSON text it is a third of the work that it is as objects; `control` alone has values that
 * JSON has not (bigint, bytes).
 */
export function packed<M extends ToWriter | FromWriter>(message: M, operations: readonly Operation[]): M | string {
  return operations.some(({ name }) => name === 'control.statement') ? message : JSON.stringify(message)
}

export function unpacked<M extends ToWriter | FromWriter>(data: M | string): M {
  return typeof data === 'string' ? (JSON.parse(data) as M) : data
}
