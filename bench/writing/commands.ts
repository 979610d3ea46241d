/** The writer: bare statements, or our writer as the server uses it. */
export type Hand = 'bare' | 'ours'

export type WritingCommand =
  | {
      t: 'open'
      hand: Hand
      dataDir: string
      databaseUrl: string | null
      widgetId: number
      rooms: number
      members: number
    }
  | { t: 'write'; rows: number }
  | { t: 'pace'; perSecond: number; ms: number }

export interface Written {
  rowsPerSecond: number
  /** of the whole process, µs per row */
  cpuPerRow: number
}

/** Milliseconds until a row was on disk. */
export interface Paced {
  rowsPerSecond: number
  p50: number
  p99: number
}
