import { sql } from 'kysely'
import type { ColumnType, RowsForm, Value } from '../statements/rows-form.ts'

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
  parameters: (columns, rows) =>
    Object.entries(columns).map(([name, type]) => {
      const values = rows.map((row) => row[name] ?? null)
      return arrayText(values, type)
    }),
}

/** An array as PostgreSQL reads it. The driver's own form quotes and escapes each number as well. */
export function arrayText(values: readonly Value<ColumnType>[], type: ColumnType): string {
  if (type !== 'text') return `{${values.map((value) => value ?? 'NULL').join()}}`
  return `{${values.map((value) => (value === null ? 'NULL' : quoted(String(value)))).join()}}`
}

const quoted = (text: string) => `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
