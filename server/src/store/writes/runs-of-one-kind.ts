import type { Operation } from './index.ts'

/** Joins neighbours of one name into runs, so that operations keep their order. */
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
