/** Both databases limit a statement's parameters; this many rows of up to a dozen columns fit. */
const MAX_ROWS = 500

/** The rows in order, in parts of which each fits a statement. */
export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) yield rows.slice(start, start + MAX_ROWS)
}
