/** Who writes: bare statements, or our writer as the server uses it. */
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

export interface Written {
  rowsPerSecond: number
  /** of the whole process, µs a row */
  cpuPerRow: number
}
