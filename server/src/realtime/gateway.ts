import { ChatError, ERRORS } from '@imbachat/protocol'
import type { Server } from 'bun'
import { Refusal } from '../chat/refusals.ts'
import { readWidgetId } from '../input/widget-id.ts'
import { newRequestId } from '../telemetry/request-id.ts'
import type { Admission } from './connection/admission/admission.ts'
import { takeBanAppeal } from './connection/ban-appeal.ts'
import type { HttpStreams } from './connection/http-streams/http-streams.ts'
import { type Posts, SMALL } from './connection/http-streams/read-post.ts'
import type { Receiving } from './connection/receiving.ts'
import type { Session, SocketTicket } from './connection/session.ts'
import type { SocketCounts } from './limits/socket-counts.ts'

export interface GatewayDeps {
  admission: Admission
  counts: SocketCounts
  streams: HttpStreams
  posts: Posts
  receiving: Receiving
}

export interface Gateway {
  /** Is this the path of a WebSocket or a stream? */
  owns(pathname: string): boolean
  /** undefined: the WebSocket is open and needs no HTTP answer */
  fetch(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined>
}

/**
 * `ws` is for WebSockets. If those are blocked, `stream` answers with the server's frames, or `poll` with parts of
 * them, and `frames` receives the client's frames. `appeal` receives the note of a banned user, who gets no connection.
 */
const PATH = /^\/imbachat\/v1\/(\d{1,15})\/(ws|stream|frames|poll|appeal)$/

/** More than the longest token and note have, escaped: slow notes must not take the room of other POSTs. */
const APPEAL_BYTES = 16_384

/** Widgets are numbered from 1. */
const NO_WIDGET = 0

function placeOf(request: Request): { widget_id: number; door: string | undefined } {
  const [, widget_id = '', door] = PATH.exec(new URL(request.url).pathname) ?? []
  return { widget_id: readWidgetId(widget_id) ?? NO_WIDGET, door }
}

/** Opens WebSockets and streams to admitted clients, and receives frames by POST. */
export function createGateway({ admission, counts, streams, posts, receiving }: GatewayDeps): Gateway {
  const { hub } = receiving
  const { log } = receiving.deps

  async function fetch(request: Request, server: Server<Session | SocketTicket>): Promise<Response | undefined> {
    const { widget_id, door } = placeOf(request)
    if (door === 'ws') return upgrade(request, server)
    try {
      if (request.method !== 'POST') throw new ChatError('invalid_frame', 'This address accepts only POST.')
      if (door === 'frames') {
        const address = admission.mayPost(request, server)
        return await streams.post(widget_id, request, address)
      }
      const polled = door === 'poll'
      if (polled) {
        const address = admission.mayPost(request, server)
        const poll = await posts.read(request, { address, maxBytes: SMALL })
        if (poll !== '') return await streams.poll(widget_id, poll, request, server)
      }
      const admitted = await admission.admit(widget_id, request, server)
      if (door === 'appeal') {
        const { address } = admitted
        const appeal = await posts.read(request, { address, maxBytes: APPEAL_BYTES })
        const taken = await takeBanAppeal(receiving, widget_id, appeal)
        return Response.json(taken, { headers: ANSWER_HEADERS })
      }
      const full = counts.refusal(admitted)
      if (full) throw full
      return polled ? streams.openPolled(admitted) : streams.open(request, server, admitted)
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
    if (admission.mayGetReason(request, server) && server.upgrade(request, { data: ticket })) return undefined
    return errorResponse(ticket.error)
  }

  function refusal(thrown: unknown): Response {
    const request_id = newRequestId()
    return errorResponse(presentable(thrown, request_id), request_id)
  }

  async function ticketFor(request: Request, server: Server<Session | SocketTicket>): Promise<SocketTicket> {
    try {
      return { kind: 'admitted', ...(await admission.admit(placeOf(request).widget_id, request, server)) }
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
    return new Refusal('internal')
  }

  return { owns: (pathname) => PATH.test(pathname), fetch }
}

// Any page may read the answers: no cookie brings them. One of a wrong origin reads why it is refused, nothing else.
const ANSWER_HEADERS = { 'cache-control': 'no-store', 'access-control-allow-origin': '*' }

function errorResponse(error: ChatError, request_id = newRequestId()): Response {
  const headers: Record<string, string> = { ...ANSWER_HEADERS, 'x-request-id': request_id }
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  return Response.json({ error: { ...error.toBody(), request_id } }, { status: ERRORS[error.code].status, headers })
}
