import { z } from 'zod'

/** Messages from the process that forwards media to the server. */
export const fromSfu = z.discriminatedUnion('t', [
  z.object({ t: z.literal('up') }),
  /** the process can't run on this machine */
  z.object({ t: z.literal('failed'), reason: z.string() }),
  z.object({ t: z.literal('offer'), call_id: z.string(), party: z.string(), attempt: z.int(), sdp: z.string() }),
  /** a packet of a page has arrived; `address`: from where */
  z.object({ t: z.literal('reached'), call_id: z.string(), address: z.string() }),
  /** every few seconds; `forwarded`: packets, since the process began */
  z.object({ t: z.literal('counts'), calls: z.int(), parties: z.int(), forwarded: z.int() }),
])
export type FromSfu = z.output<typeof fromSfu>

/** Settings at the start of the process. */
export interface SfuSettings {
  /** of UDP; 0: any that is free */
  port: number
  /** where browsers reach it, beside the machine's own addresses */
  addresses: readonly string[]
}
