import type { Request } from '../connection/connection.ts'
import type { SdkClock } from '../types.ts'

export interface FilesOptions {
  /** address of the server */
  server: string
  widgetId: number
  clock: SdkClock
  /** waits for a connection that is being opened */
  request: Request
}
