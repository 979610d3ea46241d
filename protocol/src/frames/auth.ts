import { z } from 'zod'
import { requestId } from '../ids.ts'
import type { UserCard } from './shapes.ts'

/** The first frame of a socket. `token: null` is a guest. The token is never part of a URL. */
export const authFrame = z.strictObject({
  t: z.literal('auth'),
  id: requestId,
  v: z.int(),
  token: z.string().max(8192).nullable(),
})

export interface AuthResult {
  session_id: string
  /** null: a guest */
  me: UserCard | null
  /** server's clock, milliseconds since 1970 */
  server_time: number
  /** when the token ends, milliseconds since 1970; null for a guest. Renew before it by `auth.renew`. */
  expires_at: number | null
  /** Another one than before: the server went back to a backup. What the client holds may be newer than the store: drop it, read anew. */
  epoch: string
  limits: { message_max_chars: number; frame_max_bytes: number }
}
