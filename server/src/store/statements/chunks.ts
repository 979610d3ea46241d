/** Both databases limit the parameters of a statement. This many rows of up to a dozen columns fit. */
const MAX_ROWS = 500

/** Splits the rows, in order, into parts that each fit a statement. */
export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) yield rows.slice(start, start + MAX_ROWS)
}
