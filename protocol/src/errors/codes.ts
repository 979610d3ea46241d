import type { FieldProblem } from './field-problem.ts'

/**
 * Every error that leaves the server, by its stable code. `status` is the HTTP status; `retry` is true if the same
 * request may succeed later; `close` is the WebSocket close code of errors that end a session.
 */
export const ERRORS = {
  // the frame or request itself
  invalid_frame: { status: 400, retry: false },
  invalid_field: { status: 422, retry: false },
  unknown_frame: { status: 400, retry: false },
  frame_too_large: { status: 413, retry: false },
  protocol_version: { status: 400, retry: false, close: 4400 },
  not_found: { status: 404, retry: false },
  // who is asking
  not_authenticated: { status: 401, retry: false },
  auth_timeout: { status: 401, retry: true, close: 4408 },
  already_authenticated: { status: 409, retry: false },
  token_malformed: { status: 401, retry: false, close: 4401 },
  token_algorithm: { status: 401, retry: false, close: 4401 },
  token_signature: { status: 401, retry: false, close: 4401 },
  token_expired: { status: 401, retry: false, close: 4401 },
  token_not_yet_valid: { status: 401, retry: false, close: 4401 },
  token_lifetime: { status: 401, retry: false, close: 4401 },
  token_claims: { status: 401, retry: false, close: 4401 },
  token_user_id: { status: 401, retry: false, close: 4401 },
  token_user_changed: { status: 409, retry: false },
  origin_not_allowed: { status: 403, retry: false, close: 4403 },
  widget_unknown: { status: 404, retry: false, close: 4404 },
  widget_suspended: { status: 403, retry: false, close: 4404 },
  guest_forbidden: { status: 403, retry: false },
  forbidden: { status: 403, retry: false },
  muted: { status: 403, retry: false },
  banned: { status: 403, retry: false, close: 4403 },
  // rooms and dialogs
  room_not_found: { status: 404, retry: false },
  dialog_self: { status: 422, retry: false },
  user_unknown: { status: 404, retry: false },
  permission_token_invalid: { status: 403, retry: false },
  not_permitted: { status: 403, retry: false },
  request_pending: { status: 403, retry: false },
  request_declined: { status: 403, retry: false },
  too_many_pins: { status: 422, retry: false },
  blocked: { status: 403, retry: false },
  words_refused: { status: 422, retry: false },
  edit_needs_review: { status: 422, retry: false },
  refused_by_site: { status: 422, retry: false },
  check_unavailable: { status: 503, retry: true },
  too_many_held: { status: 429, retry: false },
  not_accepting: { status: 403, retry: false },
  too_many_blocked: { status: 422, retry: false },
  managers_only: { status: 403, retry: false },
  frozen: { status: 403, retry: false },
  slow_mode: { status: 429, retry: true },
  handed_over: { status: 409, retry: false },
  invite_invalid: { status: 404, retry: false },
  too_many_invites: { status: 422, retry: false },
  join_request_needed: { status: 403, retry: false },
  join_declined: { status: 403, retry: false },
  too_many_join_requests: { status: 422, retry: false },
  // messages
  message_empty: { status: 422, retry: false },
  message_too_long: { status: 422, retry: false },
  message_text_invalid: { status: 422, retry: false },
  message_not_found: { status: 404, retry: false },
  too_many_reactions: { status: 422, retry: false },
  too_late: { status: 403, retry: false },
  too_many_starred: { status: 422, retry: false },
  too_many_hidden: { status: 422, retry: false },
  draft_stale: { status: 409, retry: false },
  too_many_pinned_messages: { status: 422, retry: false },
  too_many_mentions: { status: 422, retry: false },
  mention_unknown: { status: 422, retry: false },
  mention_all_forbidden: { status: 403, retry: false },
  button_not_found: { status: 404, retry: false },
  button_used: { status: 409, retry: false },
  // files
  file_empty: { status: 422, retry: false },
  file_too_large: { status: 413, retry: false },
  file_type_refused: { status: 415, retry: false },
  file_broken: { status: 422, retry: false },
  picture_too_large: { status: 422, retry: false },
  file_not_found: { status: 404, retry: false },
  ticket_invalid: { status: 403, retry: false },
  too_many_files: { status: 422, retry: false },
  too_many_uploads: { status: 429, retry: true },
  upload_not_found: { status: 404, retry: false },
  upload_unfinished: { status: 409, retry: false },
  quota_exceeded: { status: 403, retry: false },
  storage_unavailable: { status: 503, retry: true },
  search_off: { status: 404, retry: false },
  // calls
  calls_off: { status: 403, retry: false },
  call_not_accepted: { status: 403, retry: false },
  call_needs_relay: { status: 403, retry: false },
  call_elsewhere: { status: 409, retry: false },
  call_full: { status: 409, retry: false },
  call_removed: { status: 403, retry: false },
  call_not_found: { status: 404, retry: false },
  call_party_gone: { status: 409, retry: false },
  // somebody else was first
  conflict: { status: 409, retry: false },
  // the server API: a repeated call
  idempotency_reused: { status: 422, retry: false },
  idempotency_running: { status: 409, retry: true },
  // load and life
  rate_limited: { status: 429, retry: true, close: 4429 },
  too_many_sockets: { status: 429, retry: true, close: 4429 },
  flood: { status: 429, retry: true, close: 4429 },
  server_busy: { status: 503, retry: true },
  slow_reader: { status: 503, retry: true, close: 4409 },
  shutting_down: { status: 503, retry: true, close: 1012 },
  internal: { status: 500, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean; close?: number }>

export type ErrorCode = keyof typeof ERRORS

/** A restriction that moderators gave a user. */
export interface Restriction {
  /** milliseconds since 1970; null: for good */
  until: number | null
  /** in the moderators' words; may be empty */
  reason: string
  /** the user asked the moderators to think again, and what became of it; absent: the user did not */
  appeal?: 'sent' | 'declined'
  /** a ban because the user's data is being erased: no note to the moderators changes it */
  erased?: true
}

/**
 * The error that a client gets. `message` is English for developers; the client's catalog has the text for users by
 * `code`.
 */
export interface ErrorBody {
  code: ErrorCode
  message: string
  /** the field that was wrong, dotted: `rooms.0.rev` */
  field?: string
  /** the expected value of the field, for other languages than the message's */
  problem?: FieldProblem
  /** milliseconds to wait before trying again */
  retry_after_ms?: number
  /** with `muted` and `banned`: until when, and why */
  restriction?: Restriction
  /** with `refused_by_site`: the site's message for the user, plain text in its own words; absent: no message */
  reason?: string
  /** the request's id in the server's log */
  request_id?: string
}

/**
 * An error whose text may be shown to the caller. Anything else that is thrown becomes `internal`, without its text.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly problem: FieldProblem | undefined
  readonly retryAfterMs: number | undefined
  readonly restriction: Restriction | undefined
  /** `reason` of the body */
  readonly siteReason: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      field?: string
      problem?: FieldProblem
      retryAfterMs?: number
      restriction?: Restriction
      siteReason?: string
    } = {},
  ) {
    super(message)
    this.code = code
    this.field = more.field
    this.problem = more.problem
    this.retryAfterMs = more.retryAfterMs
    this.restriction = more.restriction
    this.siteReason = more.siteReason
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.problem === undefined ? {} : { problem: this.problem }),
      ...(this.retryAfterMs === undefined ? {} : { retry_after_ms: this.retryAfterMs }),
      ...(this.restriction === undefined ? {} : { restriction: this.restriction }),
      ...(this.siteReason === undefined ? {} : { reason: this.siteReason }),
    }
  }
}
