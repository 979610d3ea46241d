import { randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Bus } from '../domain/bus.ts'
import type { Clock } from '../domain/clock.ts'
import type { Carrier } from './carrier.ts'
import { HttpStream } from './http-stream.ts'
import type { RealtimeLimits } from './limits.ts'
import { readPost } from './read-post.ts'
import type { Session } from './session.ts'
import type { StreamTopics } from './stream-topics.ts'

/** For clients to whom WebSockets are closed: a streamed answer down, numbered POSTs up, the same frames and sessions. */
export interface HttpStreams {
  /** Begins a session and answers with its stream. */
  open(request: Request, server: Server<unknown>, begin: (carrier: Carrier) => Session): Response
  /** Takes the frames of a POST, here or on the node that has its stream. @throws ChatError not_found, invalid_field, frame_too_large, server_busy */
  post(widgetId: number, request: Request): Promise<Response>
}

export interface HttpStreamsParts {
  topics: StreamTopics
  bus: Bus
  clock: Clock
  limits: Pick<RealtimeLimits, 'backpressureBytes' | 'postMaxBytes' | 'postMs' | 'idleSeconds' | 'pulseMs'>
  receive(session: Session, frame: string): void
  /** The session's client gave a sign of life. */
  heard(session: Session): void
  ended(session: Session): void
}

interface Open {
  stream: HttpStream
  session: Session
  /** signs of life since the client gave one */
  unanswered: number
}

/** What became of a POST. */
type Taken = 'taken' | 'unknown' | 'out_of_order'

/** The node that has the stream, and a secret of 192 bits; then the number of the POST. */
const FIRST_LINE = /^([\da-f-]{36})\.[\w-]{32} ([1-9]\d{0,14})$/
/** Our own client puts fewer into one. Without an end, a body of nothing but line breaks would keep everybody waiting while they are taken one by one. */
const MAX_FRAMES = 2_000
/** Seconds that the last words may take to a reader who doesn't read. */
const LAST_WORDS = 10
const RETRY_MS = 500

// No cookie and no address of the client opens anything here, only the name of the stream: so any page may read the answers, and
// whether it may have a session is decided by its origin. See `origin.ts`.
const ANY_PAGE = { 'access-control-allow-origin': '*' }

const STREAM_HEADERS = {
  ...ANY_PAGE,
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that compressed it would wait for more: Caddy 2.6 with zstd does, and heeds `no-transform` as little as nginx.
  'content-encoding': 'identity',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
  // Else the connection would stay when the stream has ended, without the time limit that idle ones have.
  connection: 'close',
}

export function createHttpStreams(parts: HttpStreamsParts): HttpStreams {
  const { topics, bus, clock, limits, receive } = parts
  const streams = new Map<string, Open>()

  function open(request: Request, server: Server<unknown>, begin: (carrier: Carrier) => Session): Response {
    const name = `${bus.nodeId}.${randomBytes(24).toString('base64url')}`
    const bufferBytes = limits.backpressureBytes
    const stream = new HttpStream({ name, topics, bufferBytes, ended })
    const one: Open = { stream, session: begin(stream), unanswered: 0 }
    streams.set(name, one)
    server.timeout(request, 0)
    let cancelPulse = () => {}
    pulse()
    return new Response(stream.body, { headers: STREAM_HEADERS })

    function pulse(): void {
      cancelPulse = clock.after(limits.pulseMs, () => {
        if (++one.unanswered * limits.pulseMs >= limits.idleSeconds * 1000) return stream.close()
        stream.pulse()
        pulse()
      })
    }

    function ended(): void {
      cancelPulse()
      streams.delete(name)
      server.timeout(request, LAST_WORDS)
      parts.ended(one.session)
    }
  }

  /** @param body the stream's name and the number of the POST in the first line, then a frame a line */
  function take(widgetId: number, body: string): Taken {
    const [first = '', ...frames] = body.split('\n')
    const [name = '', number] = first.split(' ')
    const one = streams.get(name)
    if (one?.session.widgetId !== widgetId) return 'unknown'
    one.unanswered = 0
    parts.heard(one.session)
    // A client whose POST got no answer sends it again; it may have come.
    if (Number(number) <= one.stream.taken) return 'taken'
    if (Number(number) !== one.stream.taken + 1) return 'out_of_order'
    one.stream.taken++
    for (const frame of frames) if (frame !== '') receive(one.session, frame)
    return 'taken'
  }

  bus.answer((question) => {
    const [widgetId = '', ...body] = question.split('\n')
    return take(Number(widgetId), body.join('\n'))
  })

  async function takeThere(nodeId: string, widgetId: number, body: string): Promise<string> {
    if (nodeId === bus.nodeId) return take(widgetId, body)
    if (bus.link() === 'alone') return 'unknown'
    try {
      return await bus.ask(nodeId, `${widgetId}\n${body}`)
    } catch {
      const message = 'The node that has this stream does not answer this one.'
      throw new ChatError('server_busy', message, { retryAfterMs: RETRY_MS })
    }
  }

  async function post(widgetId: number, request: Request): Promise<Response> {
    const body = await readPost(request, limits, clock)
    if (hasMoreLines(body, 1 + MAX_FRAMES)) {
      throw new ChatError('frame_too_large', `A POST has at most ${MAX_FRAMES} frames.`)
    }
    const end = body.indexOf('\n')
    const [, nodeId] = FIRST_LINE.exec(end < 0 ? body : body.slice(0, end)) ?? []
    if (nodeId === undefined) {
      throw new ChatError(
        'invalid_frame',
        'The first line is the name of the stream, a space, and the number of the POST.',
      )
    }
    const taken = await takeThere(nodeId, widgetId, body)
    if (taken === 'out_of_order')
      throw new ChatError('invalid_field', 'POSTs are numbered from 1.', { field: 'number' })
    if (taken !== 'taken') throw new ChatError('not_found', 'There is no such stream.')
    return new Response(null, { status: 204, headers: ANY_PAGE })
  }

  return { open, post }
}

function hasMoreLines(text: string, most: number): boolean {
  let at = -1
  for (let lines = 1; lines <= most; lines++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return false
  }
  return true
}
