export type ToServer =
  /** Ends the process as kill -9 does, at a moment that an external signal would not hit. */
  | { t: 'die'; moment: 'after commit' | 'after ack'; afterWrites: number }
  | { t: 'widget'; usersInfoUrl: string | null }
  /** Sets the server's clock, milliseconds ahead of the machine's. */
  | { t: 'clock'; ahead: number }

export type FromServer = { t: 'ready'; url: string; port: number } | { t: 'widget'; id: number; secretKey: string }
