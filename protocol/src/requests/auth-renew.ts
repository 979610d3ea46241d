import { z } from 'zod'
import { defineRequest } from './define-request.ts'

/**
 * Continues a connection with a fresh token of the same user. A token of another user is refused with
 * `token_user_changed`.
 */
export const authRenew = defineRequest({
  name: 'auth.renew',
  audience: 'visitors',
  fields: { token: z.string().max(8192) },
  /** milliseconds since 1970; null for a guest */
  reply: z.object({ expires_at: z.int().nullable() }),
  errors: [
    'token_malformed',
    'token_algorithm',
    'token_signature',
    'token_expired',
    'token_not_yet_valid',
    'token_lifetime',
    'token_claims',
    'token_user_id',
    'token_user_changed',
  ],
})
