import { ChatError, ERRORS } from '@imbachat/protocol'
import type { Server, WebSocketHandler } from 'bun'
import type { ChatParts } from '../chat/chat-parts.ts'
import { readWidgetId } from '../input/widget-id.ts'
import type { Connections, Metrics } from '../telemetry/metrics.ts'
import { newRequestId } from '../telemetry/request-id.ts'
import type { Trace } from '../telemetry/trace.ts'
import type { Admission, Admitted } from './connection/admission.ts'
import { takeBanAppeal } from './connection/ban-appeal.ts'
import type { Carrier } from './connection/carrier.ts'
import { watchDeadlines } from './connection/deadlines.ts'
import { createHttpStreams } from './connection/http-streams.ts'
import { readPost } from './connection/read-post.ts'
import type { Revocation } from './connection/revocation.ts'
import { byeAndTerminate, Session, type SessionHost, type SocketTicket, sayBye } from './connection/session.ts'
import type { Hub } from './delivery/hub.ts'
import type { StreamTopics } from './delivery/stream-topics.ts'
import type { FairTurns } from './limits/fair-turns.ts'
import { frameRates } from './limits/frame-rates.ts'
import type { RealtimeLimits } from './limits/limits.ts'
import { socketCounts } from './limits/socket-counts.ts'
import { receiveFrame } from './requests/receive-frame.ts'

export interface GatewayParts {
  parts: ChatParts
  hub: Hub
  /** the streams that stand for WebSockets, by what they receive */
  streams: StreamTopics
  turns: FairTurns
  admission: Admission
  revocation: Revocation
  limits: RealtimeLimits
  /** null: nothing is measured */
  metrics: Metrics | null
  /** null: nothing is traced */
  trace: Trace | null
}

export interface Gateway {
  /** Is this the path of a WebSocket, or of a stream that stands for one? */
  owns(pathname: string): boolean
  /** undefined: the WebSocket is open and there is nothing to answer */
  fetch(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined>
  /** for `Bun.serve` */
  websocket: WebSocketHandler<Session | SocketTicket>
  /** open on this node */
  connections(): Connections
  /** Finishes the frames that are under way, then closes every connection with a reason. */
  drain(): Promise<void>
}

/**
 * `ws` is for WebSockets. Where those are blocked, `stream` answers with what the server sends, or `poll` with parts of
 * it, and `frames` takes what the client sends. `appeal` takes the note of a banned user, who gets no connection.
 */
const PATH = /^\/imbachat\/v1\/(\d{1,15})\/(ws|stream|frames|poll|appeal)$/

/** Widgets are numbered from 1. */
const NO_WIDGET = 0

function placeOf(request: Request): { widgetId: number; door: string | undefined } {
  const [, widgetId = '', door] = PATH.exec(new URL(request.url).pathname) ?? []
  return { widgetId: readWidgetId(widgetId) ?? NO_WIDGET, door }
}

/** Joins connections to requests: sessions over WebSockets and streams, and one handler for each frame. */
export function createGateway(joined: GatewayParts): Gateway {
  const { parts, hub, turns, admission, revocation, limits, metrics, trace } = joined
  const { bus, clock, log, presence, receipts, reactions, memberNews } = parts
  const receiving = { parts, hub, limits, rates: frameRates(limits, clock), metrics, trace }
  const sessions = new Set<Session>()
  const stopDeadlines = watchDeadlines(sessions, clock, limits.deadlineMs)
  const counts = socketCounts(limits.sockets, sessions, log)
  const heard = (session: Session) => session.heard(clock.now() + limits.guestSilenceMs)
  const host: SessionHost = {
    principalGiven(session, principal) {
      heard(session)
      revocation.recheck(session)
      if (principal.kind === 'user' && !principal.guest) counts.isUser(session)
    },
    // the setting may have been lowered while the room was being opened
    reads: (session) => revocation.recheck(session),
    mayWait: admission.mayWait,
    left(session, principal) {
      if (principal.kind === 'guest') return hub.leave(session, null)
      hub.leave(session, principal.userId)
      presence.leave(principal.widgetId, principal.userId)
    },
  }
  /** frames that are not answered yet, and the callbacks that wait until there are none */
  let underWay = 0
  let allAnswered = () => {}
  const streams = createHttpStreams({ topics: joined.streams, bus, clock, limits, receive, heard, ended })

  async function fetch(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined> {
    const { widgetId, door } = placeOf(request)
    if (door === 'ws') return upgrade(request, server)
    try {
      if (request.method !== 'POST') throw new ChatError('invalid_frame', 'This address accepts only POST.')
      if (door === 'frames') {
        admission.mayPost(request, server)
        return await streams.post(widgetId, request)
      }
      const polled = door === 'poll'
      const poll = polled ? await readPost(request, limits, clock) : ''
      if (poll !== '') {
        admission.mayPost(request, server)
        return await streams.poll(widgetId, poll, request, server)
      }
      const ticket = await admission.admit(widgetId, request, server)
      if (door === 'appeal') {
        const taken = await takeBanAppeal(receiving, widgetId, await readPost(request, limits, clock))
        return Response.json(taken, { headers: ANSWER_HEADERS })
      }
      const full = counts.refusal(ticket)
      if (full) throw full
      if (polled) return streams.openPolled((carrier) => begin(ticket, carrier))
      return streams.open(request, server, (carrier) => begin(ticket, carrier))
    } catch (error) {
      return refusal(error)
    }
  }

  async function upgrade(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined> {
    const ticket = ifThereIsRoom(await ticketFor(request, server))
    hub.attach(server)
    if (ticket.kind === 'admitted') {
      if (server.upgrade(request, { data: ticket })) return undefined
      return errorResponse(new ChatError('invalid_frame', 'This address accepts only WebSocket connections.'))
    }
    // A WebSocket costs more than an HTTP answer, so a client that is refused again and again gets the HTTP answer.
    if (admission.mayBeTold(request, server) && server.upgrade(request, { data: ticket })) return undefined
    return errorResponse(ticket.error)
  }

  function refusal(thrown: unknown): Response {
    const requestId = newRequestId()
    return errorResponse(presentable(thrown, requestId), requestId)
  }

  async function ticketFor(request: Request, server: Server<Session | SocketTicket>): Promise<SocketTicket> {
    try {
      return { kind: 'admitted', ...(await admission.admit(placeOf(request).widgetId, request, server)) }
    } catch (error) {
      return { kind: 'refused', error: presentable(error, newRequestId()) }
    }
  }

  /** Runs right before a connection opens, so that thousands that come at once are counted one by one. */
  function ifThereIsRoom(ticket: SocketTicket): SocketTicket {
    const error = ticket.kind === 'admitted' ? counts.refusal(ticket) : null
    return error ? { kind: 'refused', error } : ticket
  }

  function presentable(error: unknown, request_id: string): ChatError {
    if (error instanceof ChatError) return error
    log.error('a connection could not be served', { request_id, error })
    return new ChatError('internal', 'Something went wrong on the server.')
  }

  const websocket: WebSocketHandler<Session | SocketTicket> = {
    perMessageDeflate: false,
    maxPayloadLength: limits.frameReadBytes,
    backpressureLimit: limits.backpressureBytes,
    closeOnBackpressureLimit: true,
    idleTimeout: limits.idleSeconds,
    open(socket) {
      if (socket.data instanceof Session) return
      if (socket.data.kind === 'refused') return disconnect(socket, socket.data.error)
      socket.data = begin(socket.data, socket)
    },
    message(socket, data) {
      if (socket.data instanceof Session) receive(socket.data, data)
    },
    ping: ({ data }) => countControlFrame(data),
    pong: ({ data }) => countControlFrame(data),
    close(socket) {
      if (socket.data instanceof Session) ended(socket.data)
    },
  }

  function disconnect(socket: Carrier, error: ChatError): void {
    if (admission.mayWait()) sayBye(socket, error)
    else byeAndTerminate(socket, error)
  }

  function begin(admitted: Admitted, socket: Carrier): Session {
    const openedAt = clock.now()
    const session = new Session({ ...admitted, openedAt, socket, deadline: openedAt + limits.signInMs, host })
    sessions.add(session)
    counts.opened(session)
    revocation.add(session)
    return session
  }

  /**
   * The runtime answers pings by itself; here they count like other frames, so that a flood of them ends its
   * connection.
   */
  function countControlFrame(session: Session | SocketTicket): void {
    if (!(session instanceof Session) || session.state.kind === 'ended') return
    const refusal = receiving.rates.take(session, 1)
    if (refusal?.code === 'flood') session.bye(refusal)
  }

  /**
   * Runs when the fair queue reaches the widget. If too much of the widget waits already, the server replies
   * `server_busy` at once.
   */
  function receive(session: Session, data: string | Buffer): void {
    const { widgetId } = session
    heard(session)
    if (turns.hasRoom(widgetId)) turns.run(widgetId, () => handle(session, data, false), data.length)
    else handle(session, data, true)
  }

  function handle(session: Session, data: string | Buffer, crowded: boolean): void {
    underWay++
    receiveFrame(receiving, session, data, crowded).then(answered, failed)
  }

  function answered(): void {
    underWay--
    if (underWay === 0) allAnswered()
  }

  function failed(error: unknown): void {
    log.error('receiving a frame failed', { error })
    answered()
  }

  function ended(session: Session): void {
    session.end()
    if (!sessions.delete(session)) return
    counts.closed(session)
    revocation.remove(session)
  }

  async function drain(): Promise<void> {
    admission.close()
    await Promise.race([flushAll(), new Promise<void>((late) => clock.after(limits.drainMs, late))])
    turns.flush()
    for (const session of sessions) {
      session.bye(new ChatError('shutting_down', 'The server is shutting down.', { retryAfterMs: 1_000 }))
    }
    stopDeadlines()
    revocation.close()
  }

  /** Frames that wait until their receipts are written are under way too. */
  async function flushAll(): Promise<void> {
    turns.flush()
    await receipts.flush().catch(unstored)
    await reactions.flush().catch(unstored)
    if (underWay > 0) await new Promise<void>((resolve) => (allAnswered = resolve))
    await memberNews.flush().catch(unstored)
  }

  const unstored = (error: unknown) => log.error('a drain could not store all that waits, and goes on', { error })

  function connections(): Connections {
    const count = streams.count()
    return { websockets: sessions.size - count, streams: count }
  }

  return { owns: (pathname) => PATH.test(pathname), fetch, websocket, connections, drain }
}

// Any page may read the answers: no cookie brings them. One of a wrong origin reads why it is refused, nothing else.
const ANSWER_HEADERS = { 'cache-control': 'no-store', 'access-control-allow-origin': '*' }

function errorResponse(error: ChatError, requestId = newRequestId()): Response {
  const headers: Record<string, string> = { ...ANSWER_HEADERS, 'x-request-id': requestId }
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  return Response.json(
    { error: { ...error.toBody(), request_id: requestId } },
    { status: ERRORS[error.code].status, headers },
  )
}
