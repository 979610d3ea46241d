import { z } from 'zod'
import { requestId } from '../ids.ts'

/** Browsers can't send WebSocket pings; a client that hears nothing for long asks with this. */
export const pingFrame = z.strictObject({ t: z.literal('ping'), id: requestId })

export interface PingResult {
  server_time: number
}
