import { ChatError, ERRORS } from '@imbachat/protocol'
import type { Server, WebSocketHandler } from 'bun'
import type { Clock } from '../domain/clock.ts'
import type { Identity } from '../domain/identity/identity.ts'
import type { Log } from '../domain/log.ts'
import type { Bus, ChatStore } from '../domain/ports.ts'
import { createPresence } from '../domain/presence/presence.ts'
import { createReceipts } from '../domain/receipts/receipts.ts'
import { createIntroductions } from '../domain/rooms/introductions.ts'
import { createMemberNews } from '../domain/rooms/member-news.ts'
import { roomClass } from '../domain/rooms/room-class.ts'
import { createTokenBuckets } from '../domain/token-buckets.ts'
import type { UserDirectory } from '../domain/users/user.ts'
import type { WidgetMarks, WidgetReader } from '../domain/widgets/widget.ts'
import { clientAddress } from './client-address.ts'
import { createFairTurns } from './fair-turns.ts'
import { createHub } from './hub.ts'
import { REALTIME_LIMITS, type RealtimeLimits } from './limits.ts'
import { originAllowed } from './origin.ts'
import { receiveFrame } from './receive-frame.ts'
import { recentWidgets } from './recent-widgets.ts'
import { createRevocation } from './revocation.ts'
import { Session, type SocketTicket, sayBye } from './session.ts'

export interface GatewayOptions {
  store: ChatStore
  identity: Identity
  users: UserDirectory
  widgets: WidgetReader & WidgetMarks
  bus: Bus
  clock: Clock
  log: Log
  /** the address browsers use; the chat's own frame comes from its origin */
  publicUrl: string
  /** CIDRs whose X-Forwarded-For is believed */
  trustedProxies: readonly string[]
  limits?: Partial<RealtimeLimits>
}

export interface Gateway {
  /** Is this the path of a socket? */
  owns(pathname: string): boolean
  /** undefined: the socket is open and there is nothing to answer */
  fetchUpgrade(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined>
  /** for `Bun.serve` */
  websocket: WebSocketHandler<Session | SocketTicket>
  /** Lets frames under way finish, says goodbye to everybody, stores what waits. Close the store after it. */
  drain(): Promise<void>
}

const SOCKET_PATH = /^\/imbachat\/v1\/(\d{1,10})\/ws$/

/** The realtime side of the server: sockets in, sessions, one handler a frame. */
export function createGateway(options: GatewayOptions): Gateway {
  const { store, identity, users, bus, clock, log, publicUrl, trustedProxies } = options
  const limits: RealtimeLimits = { ...REALTIME_LIMITS, ...options.limits }
  const widgets = recentWidgets(options.widgets, clock, limits.widgetFreshMs)
  const classOf = roomClass(limits.liveMembers)
  const receipts = createReceipts({ store, bus, classOf, clock })
  const turns = createFairTurns({ maxBytes: limits.waitingBytes })
  const hub = createHub({ store, users, bus, classOf, clock, log, limits, turns })
  const presence = createPresence({ store, bus, clock, log, show: hub.showPresence })
  const messageRate = createTokenBuckets(clock)
  const { since } = hub
  const introductions = createIntroductions(clock)
  const memberNews = createMemberNews({ users, bus, classOf, clock, log })
  const parts = {
    store,
    users,
    identity,
    widgets,
    bus,
    clock,
    log,
    receipts,
    presence,
    messageRate,
    recent: { since },
    classOf,
    introductions,
    memberNews,
  }
  const arrivals = createTokenBuckets(clock)
  const farewells = createTokenBuckets(clock)
  const frameRate = createTokenBuckets(clock)
  const refusalRate = createTokenBuckets(clock)
  const receiving = { parts, hub, limits, frameRate, refusalRate }
  const revocation = createRevocation({
    widgets: options.widgets,
    changed: widgets.forget,
    publicUrl,
    everyMs: limits.revocationMs,
    clock,
    log,
  })
  const sessions = new Set<Session>()
  const underWay = new Set<Promise<void>>()
  let draining = false

  async function fetchUpgrade(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined> {
    const address = addressOf(request, server)
    const ticket = await ticketFor(request, address)
    hub.attach(server)
    if (ticket.kind === 'admitted') {
      if (server.upgrade(request, { data: ticket })) return undefined
      return errorResponse(new ChatError('invalid_frame', 'This address speaks WebSocket only.'))
    }
    // A socket costs more than an HTTP answer: who comes to be refused again and again gets the cheaper one.
    const spoken = farewells.take(address, limits.farewells) === 0
    if (spoken && server.upgrade(request, { data: ticket })) return undefined
    return errorResponse(ticket.error)
  }

  function addressOf(request: Request, server: Server<Session | SocketTicket>): string {
    const peer = server.requestIP(request)?.address ?? 'unknown'
    return clientAddress(peer, request.headers.get('x-forwarded-for'), trustedProxies)
  }

  async function ticketFor(request: Request, address: string): Promise<SocketTicket> {
    try {
      return await admit(request, address)
    } catch (error) {
      if (error instanceof ChatError) return { kind: 'refused', error }
      log.error('an upgrade failed', { error: String(error) })
      return { kind: 'refused', error: new ChatError('internal', 'Something went wrong on the server.') }
    }
  }

  async function admit(request: Request, address: string): Promise<SocketTicket> {
    if (draining) throw new ChatError('shutting_down', 'The server is shutting down.', { retryAfterMs: 1_000 })
    const wait = arrivals.take(address, limits.arrivals)
    if (wait > 0) throw new ChatError('rate_limited', 'Too many new sockets.', { retryAfterMs: wait })
    const widgetId = Number(SOCKET_PATH.exec(new URL(request.url).pathname)?.[1])
    const widget = await widgets.find(widgetId)
    if (!widget) throw new ChatError('widget_unknown', `There is no widget ${widgetId}.`)
    const origin = request.headers.get('origin')
    if (!originAllowed(origin, publicUrl, widget.origins)) {
      throw new ChatError('origin_not_allowed', `${origin} is not among the allowed origins of widget ${widgetId}.`)
    }
    return { kind: 'admitted', widgetId, origin }
  }

  const websocket: WebSocketHandler<Session | SocketTicket> = {
    perMessageDeflate: false,
    maxPayloadLength: limits.frameReadBytes,
    backpressureLimit: limits.backpressureBytes,
    closeOnBackpressureLimit: true,
    idleTimeout: limits.idleSeconds,
    open(socket) {
      if (socket.data instanceof Session) return
      if (socket.data.kind === 'refused') return sayBye(socket, socket.data.error)
      const { widgetId, origin } = socket.data
      const { greetingMs } = limits
      const principalGiven = revocation.recheck
      const session = new Session({ widgetId, origin, socket, clock, greetingMs, principalGiven })
      socket.data = session
      sessions.add(session)
      revocation.add(session)
    },
    message(socket, data) {
      if (socket.data instanceof Session) receive(socket.data, data)
    },
    close(socket) {
      if (!(socket.data instanceof Session)) return
      socket.data.end()
      sessions.delete(socket.data)
      revocation.remove(socket.data)
    },
  }

  /** When it is the widget's turn, or at once to be told to come back. */
  function receive(session: Session, data: string | Buffer): void {
    const { widgetId } = session
    if (turns.hasRoom(widgetId)) turns.run(widgetId, () => handle(session, data, false), data.length)
    else handle(session, data, true)
  }

  function handle(session: Session, data: string | Buffer, crowded: boolean): void {
    const work = receiveFrame(receiving, session, data, crowded)
      .catch((error: unknown) => log.error('receiving a frame failed', { error: String(error) }))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }

  async function drain(): Promise<void> {
    draining = true
    await Promise.race([flushAll(), new Promise<void>((late) => clock.after(limits.drainMs, late))])
    turns.flush()
    for (const session of sessions) {
      session.bye(new ChatError('shutting_down', 'The server is shutting down.', { retryAfterMs: 1_000 }))
    }
    revocation.close()
    await receipts.flush()
    await presence.close()
    hub.close()
  }

  /** Frames that wait for their receipts' write are under way too. */
  async function flushAll(): Promise<void> {
    turns.flush()
    await receipts.flush()
    await Promise.all(underWay)
    await memberNews.flush()
  }

  return { owns: (pathname) => SOCKET_PATH.test(pathname), fetchUpgrade, websocket, drain }
}

function errorResponse(error: ChatError): Response {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  return Response.json({ error: error.toBody() }, { status: ERRORS[error.code].status, headers })
}
