import type { Operation } from './index.ts'

/** Neighbours of one name, together: what is handed over in an order is run in that order. */
export function* runsOfOneKind(operations: readonly Operation[]): Generator<Operation[]> {
  let run: Operation[] = []
  for (const operation of operations) {
    if (run[0] && run[0].name !== operation.name) {
      yield run
      run = []
    }
    run.push(operation)
  }
  if (run.length > 0) yield run
}
