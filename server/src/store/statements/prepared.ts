import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Database } from '../schema/schema.ts'
import { runCompiled } from './run-compiled.ts'

type Values = Record<string, string | number | null>

/**
 * A query with named values that is built and compiled once, at its first use: building costs several times what
 * running costs. `build` may only put the values into the query. A query whose form depends on a value must be another
 * query.
 *
 * @example const nameOf = prepared((db, { id }: { id: string }) =>
 * db.selectFrom('chat_user').select('name').where('id', '=', id))
 */
export function prepared<V extends Values, Row>(
  build: (db: Kysely<Database>, values: V) => Compilable<Row>,
): (db: Kysely<Database>, values: V) => Promise<readonly Row[]> {
  const compiledFor = new WeakMap<Kysely<Database>, CompiledQuery<Row>>()
  return (db, values) => {
    const compiled = compiledFor.get(db) ?? build(db, places<V>()).compile()
    compiledFor.set(db, compiled)
    const parameters = compiled.parameters.map((given) => (given instanceof Place ? values[given.name] : given))
    const { sql, query, queryId } = compiled
    return runCompiled(db, { sql, query, queryId, parameters })
  }
}

/** Marks the place of a value. */
export class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Placeholders of the values while the query is built: each value is its own placeholder. */
function places<V extends Values>(): V {
  return new Proxy({}, { get: (_, name) => new Place(String(name)) }) as V
}
