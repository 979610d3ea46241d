import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'

/**
 * One kind of write. It gets all its operations that wait for the same commit and answers each, in order. It runs inside a transaction
 * that it neither begins nor ends; when it throws, nothing of it stays and its operations are tried one by one.
 */
export type Write<Input, Output> = (db: Kysely<Database>, inputs: readonly Input[]) => Promise<Output[]>

/** For writes that are too rare to be worth a set-based form. */
export function oneByOne<Input, Output>(
  write: (db: Kysely<Database>, input: Input) => Promise<Output>,
): Write<Input, Output> {
  return async (db, inputs) => {
    const outputs: Output[] = []
    for (const input of inputs) outputs.push(await write(db, input))
    return outputs
  }
}
