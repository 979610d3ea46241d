import type { Kysely } from 'kysely'
import type { Limits } from '../../config/limits.ts'
import type { Database } from '../schema/schema.ts'
import { type Finish, sendAll } from '../statements/finish.ts'

/**
 * One kind of write. It gets all its operations of one commit and answers each, in order. It runs inside a transaction
 * that it neither begins nor ends. If it throws, none of its changes stay, and its operations run one by one. The
 * limits are those of the node that runs it. `finish` is missing inside another write.
 */
export interface Write<Input, Output> {
  (db: Kysely<Database>, inputs: readonly Input[], limits: Limits, finish?: Finish): Promise<Output[]>
  /** true: it gains nothing from several operations at once */
  oneByOne?: true
}

/** For writes that are too rare for a set-based form. */
export function oneByOne<Input, Output>(
  write: (db: Kysely<Database>, input: Input, limits: Limits, finish: Finish) => Promise<Output>,
): Write<Input, Output> {
  async function each(
    db: Kysely<Database>,
    inputs: readonly Input[],
    limits: Limits,
    finish = sendAll(db),
  ): Promise<Output[]> {
    const outputs: Output[] = []
    const [only, more] = inputs
    if (only !== undefined && more === undefined) return [await write(db, only, limits, finish)]
    for (const input of inputs) outputs.push(await write(db, input, limits, sendAll(db)))
    return outputs
  }
  return Object.assign(each, { oneByOne: true as const })
}
