/** A spreadsheet takes a cell that begins with one of these for a formula, which could read other cells. */
const FORMULA = /^[=+\-@\t\r]/

/** @returns a line of comma-separated values as RFC 4180 has them; no cell is a formula to a spreadsheet */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
