import { lookup as systemLookup } from 'node:dns/promises'
import { type Clock, systemClock } from '../chat/clock.ts'
import { DEFAULT_LIMITS } from '../config/limits.ts'
import { type AddressRules, addressPolicy } from './addresses.ts'
import { type BreakerLimits, breaker } from './breaker.ts'
import { type CallSlotLimits, createCallSlots } from './call-slots.ts'
import { EgressError } from './egress-error.ts'
import { type Exchange, type ExchangeAnswer, exchange, type Lookup } from './exchange.ts'
import { keepConnections } from './kept-connections.ts'

export { EgressError, type EgressErrorCode } from './egress-error.ts'
export type { Lookup } from './exchange.ts'

export interface EgressRequest {
  method?: 'GET' | 'POST'
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** `follow`: at most 3, each checked like the first URL; `refuse` (default): fails and reports the target */
  redirects?: 'follow' | 'refuse'
  /**
   * Callers with different scopes do not share a host's breaker, queue and connections, so that one tenant can't block
   * another tenant's site.
   */
  scope?: string
  /** Makes the call even while the breaker is open: for an owner who presses "test". */
  breakerIgnored?: boolean
  /** milliseconds for everything, where fewer than `EGRESS_LIMITS.timeoutMs` will do */
  timeoutMs?: number
  /** bytes of the answer, where fewer than `EGRESS_LIMITS.maxBytes` will do */
  maxBytes?: number
  /**
   * Stops reading at `maxBytes`, or when this returns true for the latest part, and answers with the bytes so far. The
   * part begins with the 64 bytes before it.
   */
  enough?: (part: Uint8Array) => boolean
}

export interface EgressResponse extends ExchangeAnswer {
  /** the URL that answered, after redirects */
  url: string
  /** milliseconds from the request to the last byte */
  tookMs: number
}

/** The only way out of this server to addresses that someone else chose. */
export interface Egress {
  /** @throws EgressError */
  request(request: EgressRequest): Promise<EgressResponse>
}

export const EGRESS_LIMITS = {
  /** milliseconds for everything: waiting in the queue, name resolution, connecting, redirects, the whole body */
  timeoutMs: DEFAULT_LIMITS.SITE_TIMEOUT_MS,
  /** the largest answer, after decompression */
  maxBytes: 256 * 1024,
  /** the most redirects to follow */
  redirects: 3,
  breaker: { failures: 5, openMs: 15_000, targets: 10_000 } satisfies BreakerLimits,
  slots: { atOnce: DEFAULT_LIMITS.SITE_CALLS_AT_ONCE, waiting: 64 } satisfies CallSlotLimits,
}

export interface EgressOptions extends AddressRules {
  clock?: Clock
  /** resolves names; default: the system's resolver */
  lookup?: Lookup
  /** PEM certificates to trust instead of the system's */
  ca?: string
  /** Connections serve one call after the other: for hosts that are called often. Default: one call each. */
  keepsConnections?: boolean
  limits?: Partial<typeof EGRESS_LIMITS>
}

export function createEgress(given: EgressOptions): Egress {
  const { allowLoopback, allow, clock = systemClock, lookup, ca, limits, keepsConnections = false } = given
  const limit = { ...EGRESS_LIMITS, ...limits }
  const way = {
    policy: addressPolicy({ allowLoopback, allow }),
    lookup: lookup ?? ((hostname: string) => systemLookup(hostname, { all: true })),
    ca,
    kept: keepsConnections ? keepConnections() : null,
  }
  const health = breaker(clock, limit.breaker)
  const slots = createCallSlots(limit.slots)

  /** Makes one hop, if its target is healthy and has a free place. */
  async function visit(hop: Exchange, request: EgressRequest): Promise<ExchangeAnswer> {
    const { host } = hop.url
    const target = `${request.scope ?? ''} ${host}`
    const slot = slots.take(target, hop.signal)
    if (slot === null) throw new EgressError('busy', host, `too many calls to ${host} are waiting`)
    const free = await slot
    try {
      const closedFor = request.breakerIgnored === true ? 0 : health.ask(target)
      if (closedFor > 0) {
        const message = `${host} failed several times in a row and is not called for a while`
        throw new EgressError('breaker_open', host, message, { retryAfterMs: closedFor })
      }
      return await watched(target, hop)
    } finally {
      free()
    }
  }

  async function watched(target: string, hop: Exchange): Promise<ExchangeAnswer> {
    try {
      const answer = await exchange(way, hop)
      health.succeeded(target)
      return answer
    } catch (error) {
      if (error instanceof EgressError && error.code === 'address_not_allowed') health.undecided(target)
      else health.failed(target)
      throw error
    }
  }

  return {
    async request(request) {
      const started = clock.now()
      const ending = new AbortController()
      let hop: Exchange = {
        scope: request.scope,
        method: request.method ?? 'GET',
        url: checkedUrl(request.url),
        headers: { 'user-agent': 'ImbaChat', ...lowerCased(request.headers ?? {}) },
        body: request.body,
        maxBytes: Math.min(request.maxBytes ?? limit.maxBytes, limit.maxBytes),
        enough: request.enough,
        signal: ending.signal,
      }
      const { host } = hop.url
      const timeoutMs = Math.min(request.timeoutMs ?? limit.timeoutMs, limit.timeoutMs)
      const stopClock = clock.after(timeoutMs, () => {
        const message = `${host} did not answer within ${timeoutMs / 1000} s`
        ending.abort(new EgressError('timeout', host, message, { limit: timeoutMs }))
      })
      try {
        for (let followed = 0; ; followed += 1) {
          const answer = await visit(hop, request)
          const location = redirectOf(answer)
          if (location === null) return { ...answer, url: hop.url.href, tookMs: clock.now() - started }
          hop = nextHop(hop, answer, location, request.redirects === 'follow' && followed < limit.redirects)
        }
      } catch (error) {
        if (error instanceof EgressError) error.tookMs = clock.now() - started
        throw error
      } finally {
        stopClock()
      }
    },
  }
}

/** @throws EgressError invalid_url */
function checkedUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null) throw new EgressError('invalid_url', '', 'this is not an absolute URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EgressError('invalid_url', url.host, `${url.protocol} is not called, only http: and https: are`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressError('invalid_url', url.host, 'the URL must not carry a user name or password')
  }
  return url
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

function redirectOf({ status, headers }: ExchangeAnswer): string | null {
  return REDIRECTS.has(status) ? (headers.location ?? null) : null
}

/** @throws EgressError redirect_refused */
function nextHop(hop: Exchange, answer: ExchangeAnswer, location: string, follow: boolean): Exchange {
  const { host } = hop.url
  const { status } = answer
  const to = URL.parse(location, hop.url)
  if (to === null)
    throw new EgressError('redirect_refused', host, `${host} redirects to something that is not a URL`, { answer })
  const shown = `${to.origin === 'null' ? to.protocol : to.origin}${to.pathname}`
  const credentials = to.username !== '' || to.password !== ''
  if (!follow || credentials || (to.protocol !== 'http:' && to.protocol !== 'https:')) {
    throw new EgressError('redirect_refused', host, `${host} redirects to ${shown}`, { location: shown, answer })
  }
  const repeated = status === 307 || status === 308
  return {
    ...hop,
    url: to,
    method: repeated ? hop.method : 'GET',
    body: repeated ? hop.body : undefined,
    headers: to.origin === hop.url.origin ? hop.headers : withoutCredentials(hop.headers),
  }
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function withoutCredentials({ authorization: _a, cookie: _c, ...headers }: Record<string, string>) {
  return headers
}
