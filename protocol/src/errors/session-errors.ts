import type { ErrorCode } from './codes.ts'

/** The WebSocket close code of each error that ends a session: all that clients need of `ERRORS` for it. */
const CODES: Partial<Record<ErrorCode, number>> = {
  protocol_version: 4400,
  auth_timeout: 4408,
  token_malformed: 4401,
  token_algorithm: 4401,
  token_signature: 4401,
  token_expired: 4401,
  token_not_yet_valid: 4401,
  token_lifetime: 4401,
  token_claims: 4401,
  token_user_id: 4401,
  origin_not_allowed: 4403,
  banned: 4403,
  widget_unknown: 4404,
  widget_suspended: 4404,
  rate_limited: 4429,
  too_many_sockets: 4429,
  flood: 4429,
  slow_reader: 4409,
  shutting_down: 1012,
}

export const CLOSE_CODES: Readonly<Record<string, number>> = CODES

/** Refusals of `auth` that leave the connection open, and that another try can't change. */
const REFUSALS: readonly ErrorCode[] = [
  'invalid_frame',
  'invalid_field',
  'guest_forbidden',
  'forbidden',
  'not_authenticated',
]

/** With these a session can't begin before something changes. */
export const isFinal = (code: string, retryCodes: ReadonlySet<string>): boolean =>
  (code in CLOSE_CODES && !retryCodes.has(code)) || (REFUSALS as readonly string[]).includes(code)
