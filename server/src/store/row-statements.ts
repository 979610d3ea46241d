import { type Compilable, CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

type ColumnType = 'integer' | 'bigint' | 'text'
type Columns = Record<string, ColumnType>
type Value<T extends ColumnType> = (T extends 'text' ? string : number) | null

/** A row made here, column by column, for a statement to join or insert. */
export type Row<C extends Columns> = { [Name in keyof C]: Value<C[Name]> }

/** As the statement sees it: whoever joins by a column has put no null there. */
type TableRow<C extends Columns> = { [Name in keyof C]: NonNullable<Value<C[Name]>> }

/** Both databases limit a statement's parameters; this many rows of up to a dozen columns fit. */
const MAX_ROWS = 512

/**
 * Runs one statement over many rows. `build` gets them as the body of `with wanted(columns) as …` and must use no other parameter
 * before it; the columns are in the order of `columns`.
 *
 * Building and compiling costs more than running, so a statement is compiled once per number of rows, and the numbers are powers of
 * two: nine texts serve any batch, and the database keeps them prepared.
 */
export async function forRows<C extends Columns, Output>(
  db: Kysely<Database>,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  build: (wanted: RawBuilder<TableRow<C>>) => Compilable<Output>,
): Promise<Output[]> {
  const names = Object.keys(columns)
  const found: Output[] = []
  for (const piece of pieces(rows)) {
    const { text, tail } = compiledOnce(db, `${name}/${piece.length}`, () => {
      const compiled = build(valuesTable(columns, piece)).compile()
      return { text: compiled.sql, tail: compiled.parameters.slice(piece.length * names.length) }
    })
    const parameters: unknown[] = []
    for (const row of piece) for (const column of names) parameters.push(row[column])
    const result = await db.executeQuery<Output>(CompiledQuery.raw(text, [...parameters, ...tail]))
    found.push(...result.rows)
  }
  return found
}

interface Compiled {
  text: string
  /** parameters after those of the rows: constants of the statement */
  tail: readonly unknown[]
}

const compiledOf = new WeakMap<Kysely<Database>, Map<string, Compiled>>()

function compiledOnce(db: Kysely<Database>, key: string, compile: () => Compiled): Compiled {
  const known = compiledOf.get(db) ?? new Map<string, Compiled>()
  compiledOf.set(db, known)
  const compiled = known.get(key) ?? compile()
  known.set(key, compiled)
  return compiled
}

function* pieces<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; ) {
    const size = Math.min(MAX_ROWS, 2 ** Math.floor(Math.log2(rows.length - start)))
    yield rows.slice(start, start + size)
    start += size
  }
}

/** The first row says the types, since PostgreSQL would take bare parameters for text. */
function valuesTable<C extends Columns>(columns: C, rows: readonly Row<C>[]): RawBuilder<TableRow<C>> {
  const types = Object.entries(columns)
  const tuples = rows.map((row, index) => {
    const values = types.map(([column, type]) =>
      index === 0 ? sql`cast(${row[column]} as ${sql.raw(type)})` : sql`${row[column]}`,
    )
    return sql`(${sql.join(values)})`
  })
  return sql<TableRow<C>>`(values ${sql.join(tuples)})`
}
