import type { Kysely } from 'kysely'
import type { Limits } from '../../config/limits.ts'
import type { Database } from '../schema/schema.ts'

/**
 * One kind of write. It gets all its operations of one commit and answers each, in order. It runs inside a transaction
 * that it neither begins nor ends. If it throws, none of its changes stay, and its operations run one by one. The
 * limits are those of the node that runs it.
 */
export interface Write<Input, Output> {
  (db: Kysely<Database>, inputs: readonly Input[], limits: Limits): Promise<Output[]>
  /** It gains nothing from several operations at once. */
  oneByOne?: true
}

/** For writes that are too rare for a set-based form. */
export function oneByOne<Input, Output>(
  write: (db: Kysely<Database>, input: Input, limits: Limits) => Promise<Output>,
): Write<Input, Output> {
  async function each(db: Kysely<Database>, inputs: readonly Input[], limits: Limits): Promise<Output[]> {
    const outputs: Output[] = []
    for (const input of inputs) outputs.push(await write(db, input, limits))
    return outputs
  }
  return Object.assign(each, { oneByOne: true as const })
}
