import { sql } from 'kysely'
import type { RowsForm } from '../statements/rows-form.ts'

/** SQLite limits the parameters of a statement. This many rows of up to a dozen columns fit. */
const MAX_ROWS = 512

/** `(values (…), (…))`, in sizes that are powers of two: ten statement texts serve any number of rows. */
export const valuesTable: RowsForm = {
  *sizes(count) {
    for (let left = count; left > 0; ) {
      const size = Math.min(MAX_ROWS, 2 ** Math.floor(Math.log2(left)))
      yield size
      left -= size
    }
  },
  variant: (count) => String(count),
  table(columns, rows) {
    const names = Object.keys(columns)
    const tuples = rows.map((row) => sql`(${sql.join(names.map((name) => sql`${row[name]}`))})`)
    return sql`(values ${sql.join(tuples)})`
  },
  parameters(columns, rows) {
    const names = Object.keys(columns)
    const parameters: unknown[] = []
    for (const row of rows) for (const name of names) parameters.push(row[name])
    return parameters
  },
}
