import { ChatError } from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Clock } from '../../../chat/clock.ts'
import { Refusal } from '../../../chat/refusals.ts'
import { createTokenBuckets, TokenBucket, takeOrRefuse } from '../../../chat/token-buckets.ts'
import { mustNotBeSuspended, type WidgetReader } from '../../../chat/widget.ts'
import type { RealtimeLimits } from '../../limits/limits.ts'
import { clientAddress, isOneVisitor } from './client-address.ts'
import { type Device, deviceOf } from './device.ts'
import { originAllowed } from './origin.ts'

export interface Admitted {
  widget_id: number
  /** the origin of the page that opened the connection; null: the client is a program */
  origin: string | null
  /**
   * the address that the limits count; null: this machine, or a proxy that named no client, so any number may share it
   */
  address: string | null
  /** maximum of the widget's connections on this node; null: the server's limit applies; 0: unlimited */
  mostSockets: number | null
  device: Device
}

/** Decides which clients may open a WebSocket or a stream. */
export interface Admission {
  /** @throws ChatError shutting_down, rate_limited, widget_unknown, widget_suspended, origin_not_allowed */
  admit(widget_id: number, request: Request, server: Server<unknown>): Promise<Admitted>
  /** May this address send one more POST to a stream? @returns `Admitted.address` @throws ChatError rate_limited */
  mayPost(request: Request, server: Server<unknown>): string | null
  /** May a refused client get a WebSocket, so that the server can send the reason? */
  mayGetReason(request: Request, server: Server<unknown>): boolean
  /** May the server wait for one more refused client to close its side? */
  mayWait(): boolean
  /** From now on the server accepts no connection. */
  close(): void
}

export function createAdmission({
  widgets,
  clock,
  limits,
  publicUrl,
  trustedProxies,
}: {
  widgets: Pick<WidgetReader, 'find'>
  clock: Clock
  limits: Pick<RealtimeLimits, 'NEW_SOCKETS_PER_SECOND' | 'posts' | 'goodbyes' | 'closing'>
  publicUrl: string
  trustedProxies: readonly string[]
}): Admission {
  const arrivals = createTokenBuckets(clock)
  const posts = createTokenBuckets(clock)
  const goodbyes = createTokenBuckets(clock)
  const closing = new TokenBucket(limits.closing, clock.now())
  const perSecond = limits.NEW_SOCKETS_PER_SECOND
  const newSockets = { perSecond, burst: 10 * perSecond }
  let closed = false

  function addressOf(request: Request, server: Server<unknown>): string {
    const peer = server.requestIP(request)?.address ?? 'unknown'
    return clientAddress(peer, request.headers.get('x-forwarded-for'), trustedProxies)
  }

  const ofOneVisitor = (address: string) => (isOneVisitor(address, trustedProxies) ? address : null)

  return {
    async admit(widget_id, request, server) {
      if (closed) throw new Refusal('shutting_down', { retryAfterMs: 1_000 })
      const address = addressOf(request, server)
      takeOrRefuse(arrivals, address, newSockets, 'Too many new connections.')
      const widget = await widgets.find(widget_id)
      if (!widget) throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
      mustNotBeSuspended(widget)
      const origin = request.headers.get('origin')
      if (!originAllowed(origin, publicUrl, widget.origins)) {
        throw new ChatError('origin_not_allowed', `${origin} is not among the allowed sites of widget ${widget_id}.`)
      }
      const mostSockets = widget.quotas.connections
      const counted = ofOneVisitor(address)
      return { widget_id, origin, address: counted, mostSockets, device: deviceOf(request.headers.get('user-agent')) }
    },
    mayPost(request, server) {
      const address = addressOf(request, server)
      takeOrRefuse(posts, address, limits.posts, 'Too many POSTs.')
      return ofOneVisitor(address)
    },
    mayGetReason: (request, server) => goodbyes.take(addressOf(request, server), limits.goodbyes) === 0,
    mayWait: () => closing.take(limits.closing, clock.now()) === 0,
    close() {
      closed = true
    },
  }
}
