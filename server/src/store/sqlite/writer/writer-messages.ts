import type { Limits } from '../../../config/limits.ts'
import { declarationOf, type Operation } from '../../writes/index.ts'
import type { Outcome } from './batch.ts'
import type { StoredError } from './stored-error.ts'

export type ToWriter =
  | { t: 'open'; path: string; now: number; cleanAfterMs: number; limits: Limits }
  | { t: 'batch'; operations: Operation[] }
  | { t: 'close' }

/** A list of numbers is the short form of a value: see `short` of `DefinedWrite`. */
export type SentOutcome = Outcome | readonly number[]

export const toSent = (outcome: Outcome, operation: Operation): SentOutcome =>
  (outcome.ok && declarationOf(operation).short?.of(outcome.value, operation.input)) || outcome

export function fromSent(sent: SentOutcome, operation: Operation): Outcome {
  if (!isShort(sent)) return sent
  return { ok: true, value: declarationOf(operation).short?.whole(sent, operation.input) }
}

const isShort = (sent: SentOutcome): sent is readonly number[] => Array.isArray(sent)

/** The writer answers batches in the order in which they came. */
export type FromWriter =
  | { t: 'opened' }
  | { t: 'failed'; error: StoredError }
  /** `withEvents`: the widgets whose logs got events; missing: no log did */
  | { t: 'done'; outcomes: SentOutcome[]; withEvents?: number[] }
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
