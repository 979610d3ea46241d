import type { Progress } from '../../store/transfer/rows.ts'
import type { CommandIo } from '../command.ts'

const ROWS_PER_LINE = 50_000

/** Prints a line at the start of each table, and then one per fixed number of rows. */
export function progressLines({ print }: CommandIo): Progress {
  let current = ''
  let printedRows = 0
  return (table, rows) => {
    if (table === current && rows < printedRows + ROWS_PER_LINE) return
    current = table
    printedRows = rows
    print(`${table}: ${rows} rows …`)
  }
}
