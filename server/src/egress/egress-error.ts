/** Why a call to an address that someone else chose failed. */
export type EgressErrorCode =
  | 'invalid_url'
  | 'address_not_allowed'
  | 'dns'
  | 'refused'
  | 'closed'
  | 'tls'
  | 'timeout'
  | 'too_large'
  | 'redirect_refused'
  | 'breaker_open'
  | 'busy'
  | 'protocol'

/**
 * A failed outgoing call. Its message names the host, but never the rest of the URL, a header or the body, so the
 * server may log it and show it to the widget's owner.
 */
export class EgressError extends Error {
  override readonly name = 'EgressError'
  readonly code: EgressErrorCode
  readonly host: string
  /** code of the operating system or the TLS library: `ENOTFOUND`, `ERR_TLS_CERT_ALTNAME_INVALID` */
  readonly reason: string | undefined
  /** the address that was not allowed */
  readonly address: string | undefined
  /** target of a refused redirect, without credentials, query and fragment */
  readonly location: string | undefined
  /** milliseconds until the breaker lets a call through */
  readonly retryAfterMs: number | undefined
  /** the exceeded limit: milliseconds for a timeout, bytes for an answer that is too large */
  readonly limit: number | undefined
  /** private, so that a logged error carries no body */
  readonly #answer: RefusedAnswer | undefined
  /** milliseconds from the request until it failed */
  tookMs = 0

  constructor(code: EgressErrorCode, host: string, message: string, more: EgressErrorDetails = {}) {
    super(message)
    this.code = code
    this.host = host
    this.reason = more.reason
    this.address = more.address
    this.location = more.location
    this.retryAfterMs = more.retryAfterMs
    this.limit = more.limit
    this.#answer = more.answer && { status: more.answer.status, body: more.answer.body }
  }

  /** The refused response: a redirect, or one that is too large. */
  get answer(): RefusedAnswer | undefined {
    return this.#answer
  }
}

/** A response that was received but not used; `body` may be only its beginning. */
export interface RefusedAnswer {
  status: number
  body: Uint8Array
}

interface EgressErrorDetails {
  reason?: string
  address?: string
  location?: string
  retryAfterMs?: number
  limit?: number
  answer?: RefusedAnswer
}

/** Explains a socket, resolver or TLS error in words that an owner understands. */
export function explainNodeError(error: unknown, host: string): EgressError {
  if (error instanceof EgressError) return error
  const reason = reasonOf(error)
  const more = reason === undefined ? {} : { reason }
  if (reason === undefined) return new EgressError('protocol', host, `${host} did not answer as an HTTP server should`)
  if (DNS.has(reason)) return new EgressError('dns', host, `the name ${host} could not be resolved`, more)
  if (REFUSED.has(reason)) return new EgressError('refused', host, `${host} refused the connection`, more)
  if (reason === 'ETIMEDOUT') return new EgressError('timeout', host, `${host} did not answer in time`, more)
  if (CLOSED.has(reason))
    return new EgressError('closed', host, `${host} closed the connection without an answer`, more)
  if (TLS.test(reason)) return new EgressError('tls', host, `no secure connection to ${host}: ${reason}`, more)
  return new EgressError('protocol', host, `${host} did not answer as an HTTP server should`, more)
}

const DNS = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NONAME',
  'EAI_NODATA',
  'ENODATA',
  'ESERVFAIL',
  'ENOTIMP',
])
const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'ENETDOWN'])
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'])
const TLS = /SSL|TLS|CERT|^UNABLE_TO_|^DEPTH_ZERO|^SELF_SIGNED|^HOSTNAME_MISMATCH/

function reasonOf(error: unknown): string | undefined {
  // If several addresses fail in turn, the error holds one error for each.
  const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  const code = (first as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
