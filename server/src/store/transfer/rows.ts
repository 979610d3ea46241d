import type { TableName } from '../schema/tables.ts'

export type Row = Record<string, string | number | null>

/** Rows that are read, sent and stored at once. */
export const ROWS_AT_A_TIME = 500

/** Reports the progress of a transfer. */
export type Progress = (table: TableName, rows: number) => void
