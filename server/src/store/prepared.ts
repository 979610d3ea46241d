import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import { runCompiled } from './run-compiled.ts'
import type { Database } from './schema.ts'

type Values = Record<string, string | number | null>

/**
 * A query of named values, built and compiled at its first use: that costs several times what running it does. `build` may put the
 * values into the query and do nothing else with them; what depends on them is another query.
 *
 * @example const nameOf = prepared((db, { id }: { id: string }) => db.selectFrom('chat_user').select('name').where('id', '=', id))
 */
export function prepared<V extends Values, Row>(
  build: (db: Kysely<Database>, values: V) => Compilable<Row>,
): (db: Kysely<Database>, values: V) => Promise<readonly Row[]> {
  const compiledFor = new WeakMap<Kysely<Database>, CompiledQuery<Row>>()
  return (db, values) => {
    const compiled = compiledFor.get(db) ?? build(db, places<V>()).compile()
    compiledFor.set(db, compiled)
    const parameters = compiled.parameters.map((given) => (given instanceof Place ? values[given.name] : given))
    return runCompiled(db, { ...compiled, parameters })
  }
}

/** Where a value goes. */
class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Stands for the values while the query is built: each is its own place. */
function places<V extends Values>(): V {
  return new Proxy({}, { get: (_, name) => new Place(String(name)) }) as V
}
