import { sql } from 'kysely'
import type { RowsForm } from '../statements/rows-form.ts'

/**
 * Each column is one array, so one statement text serves any number of rows. This only bounds the memory of one
 * statement.
 */
const MAX_ROWS = 5_000

/** `(select * from unnest(…))`. */
export const arraysTable: RowsForm = {
  *sizes(count) {
    for (let left = count; left > 0; left -= MAX_ROWS) yield Math.min(MAX_ROWS, left)
  },
  variant: () => 'any',
  table(columns, rows) {
    const arrays = Object.entries(columns).map(
      ([name, type]) => sql`cast(${rows.map((row) => row[name])} as ${sql.raw(type)}[])`,
    )
    return sql`(select * from unnest(${sql.join(arrays)}))`
  },
  parameters: (columns, rows) => Object.keys(columns).map((name) => rows.map((row) => row[name])),
}
