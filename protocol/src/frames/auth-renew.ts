import { z } from 'zod'
import { requestId } from '../ids.ts'

/** A fresh token for the same user on a living socket. Another user's token is refused with `token_user_changed`. */
export const authRenewFrame = z.strictObject({
  t: z.literal('auth.renew'),
  id: requestId,
  token: z.string().max(8192),
})

export interface AuthRenewResult {
  /** milliseconds since 1970; null for a guest */
  expires_at: number | null
}
