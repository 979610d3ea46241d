import { randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Bus } from '../../../chat/bus.ts'
import type { Clock } from '../../../chat/clock.ts'
import type { StreamTopics } from '../../delivery/stream-topics.ts'
import type { RealtimeLimits } from '../../limits/limits.ts'
import type { Admitted } from '../admission/admission.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { type EventSink, HttpStream, nameEvent, streamedAnswer } from './http-stream.ts'
import { PolledAnswers } from './polled-answers.ts'
import type { Posts } from './read-post.ts'

/**
 * For clients that can't use WebSockets: a streamed answer down, numbered POSTs up, and the same frames and sessions.
 */
export interface HttpStreams {
  /** Begins a session and answers with its stream. */
  open(request: Request, server: Server<unknown>, admitted: Admitted): Response
  /** Begins a session whose events the client fetches by polls, and answers with its name. */
  openPolled(admitted: Admitted): Response
  /**
   * Answers a poll with what waits, or as soon as something does.
   * @throws ChatError not_found, invalid_frame, invalid_field, server_busy
   */
  poll(widget_id: number, body: string, request: Request, server: Server<unknown>): Promise<Response>
  /**
   * Takes the frames of a POST, on this node or on the node that has its stream.
   * @throws ChatError not_found, invalid_field, frame_too_large, server_busy
   */
  post(widget_id: number, request: Request, address: string | null): Promise<Response>
  /** open on this node */
  count(): number
}

export interface HttpStreamsDeps {
  topics: StreamTopics
  bus: Bus
  clock: Clock
  posts: Posts
  limits: Pick<RealtimeLimits, 'SLOW_READER_BYTES' | 'idleSeconds' | 'pulseMs'>
  sessions: Pick<Sessions, 'begin' | 'receive' | 'received' | 'ended'>
}

interface Open {
  stream: HttpStream
  session: Session
  /** where events wait for polls; null: they are streamed */
  polled: PolledAnswers | null
  /** signs of life that the server sent since the client last gave one */
  unanswered: number
  /** POSTs that are arriving */
  posting: number
}

const RETRY_MS = 500

const UNKNOWN = 'unknown'
const OUT_OF_ORDER = 'out_of_order'
/** The outcome of a POST. */
type Taken = 'taken' | typeof UNKNOWN | typeof OUT_OF_ORDER

const unknown = () => new ChatError('not_found', 'There is no such stream.')
const outOfOrder = () => new ChatError('invalid_field', 'POSTs are numbered from 1.', { field: 'number' })
const replaced = () => new ChatError('server_busy', 'A newer poll of this stream waits.', { retryAfterMs: RETRY_MS })
const malformed = () =>
  new ChatError('invalid_frame', 'The first line is the name of the stream, a space, and the number of the POST.')

/** The prefix of a question to another node that asks for what waits, instead of bringing frames. */
const POLL = 'poll '
/** The widget is in the first line of each question about streams. */
const OF_STREAMS = /^(poll )?\d+\n/
/** Longer than the interval of signs of life, in seconds. */
const POLL_SECONDS = 60

/** The node that has the stream, and a secret of 192 bits; then the number of the POST. */
const FIRST_LINE = /^([\da-f-]{36})\.[\w-]{32} ([1-9]\d{0,14})$/
/**
 * Our own client sends fewer frames in one POST. Without this limit, a body of nothing but line breaks would hold up
 * the loop.
 */
const MAX_FRAMES = 2_000
/** POSTs of one stream that arrive at the same time: a client sends one, and again if it had no answer. */
const MOST_POSTS = 4
/** Seconds that the last event has to reach a reader that does not read. */
const LAST_WORDS = 10

// No cookie and no client address opens anything here, only the name of the stream. So any page may read the answers,
// and only its origin decides whether it may have a session. See `origin.ts`.
const ANY_PAGE = { 'access-control-allow-origin': '*' }

const STREAM_HEADERS = {
  ...ANY_PAGE,
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses the stream holds it back: Caddy 2.6 with zstd does, and Caddy and nginx both ignore `no-
  // transform`.
  'content-encoding': 'identity',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
  // Otherwise the connection would stay open after the stream has ended, without the time limit of idle connections.
  connection: 'close',
}

/** The plainest answer, sent whole: for proxies that pass nothing else on. */
const POLL_HEADERS = {
  ...ANY_PAGE,
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

export function createHttpStreams({ topics, bus, clock, posts, limits, sessions }: HttpStreamsDeps): HttpStreams {
  const streams = new Map<string, Open>()

  const newName = () => `${bus.node_id}.${randomBytes(24).toString('base64url')}`

  function open(request: Request, server: Server<unknown>, admitted: Admitted): Response {
    const name = newName()
    const sink = streamedAnswer(limits.SLOW_READER_BYTES, name, () => stream.release())
    const stream = keep(name, sink, null, admitted, () => server.timeout(request, LAST_WORDS))
    server.timeout(request, 0)
    return new Response(sink.body, { headers: STREAM_HEADERS })
  }

  function openPolled(admitted: Admitted): Response {
    const name = newName()
    const polled = new PolledAnswers(limits.SLOW_READER_BYTES)
    keep(name, polled, polled, admitted, () => undefined)
    return new Response(nameEvent(name), { headers: POLL_HEADERS })
  }

  function keep(
    name: string,
    sink: EventSink,
    polled: PolledAnswers | null,
    admitted: Admitted,
    last: () => void,
  ): HttpStream {
    let cancelPulse = () => {}
    const stream = new HttpStream(sink, { topics, ended })
    const one: Open = { stream, polled, session: sessions.begin(admitted, stream), unanswered: 0, posting: 0 }
    streams.set(name, one)
    pulse()
    return stream

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
      last()
      sessions.ended(one.session)
    }
  }

  async function poll(widget_id: number, body: string, request: Request, server: Server<unknown>): Promise<Response> {
    const [, node_id] = FIRST_LINE.exec(body) ?? []
    if (node_id === undefined) throw malformed()
    const [name = '', number] = body.split(' ')
    if (node_id === bus.node_id) {
      server.timeout(request, POLL_SECONDS)
      // also when the session ends in the meantime: the answer holds its last event
      const one = streams.get(name)
      if (one?.session.widget_id === widget_id) {
        if ((await one.polled?.ready(Number(number))) === false) throw replaced()
        return pollAnswer(one.polled?.take(Number(number)) ?? null)
      }
    }
    const answer = await askThere(node_id, `${POLL}${widget_id}\n${body}`)
    if (answer === UNKNOWN) throw unknown()
    return pollAnswer(answer === OUT_OF_ORDER ? null : answer)
  }

  /** For a client of another node: answers at once with what waits. */
  function takePolled(widget_id: number, body: string): string {
    const [name = '', number] = body.split(' ')
    const one = streams.get(name)
    if (one?.session.widget_id !== widget_id || one.polled === null) return UNKNOWN
    return one.polled.take(Number(number)) ?? OUT_OF_ORDER
  }

  function pollAnswer(text: string | null): Response {
    if (text === null) throw outOfOrder()
    return new Response(text, { headers: POLL_HEADERS })
  }

  /** @param body the stream's name and the number of the POST in the first line, then one frame per line */
  function take(widget_id: number, body: string): Taken {
    const [first = '', ...frames] = body.split('\n')
    const [name = '', number] = first.split(' ')
    const one = streams.get(name)
    if (one?.session.widget_id !== widget_id) return UNKNOWN
    one.unanswered = 0
    sessions.received(one.session)
    // A client whose POST got no answer sends it again; the first one may have arrived.
    if (Number(number) <= one.stream.taken) return 'taken'
    if (Number(number) !== one.stream.taken + 1) return OUT_OF_ORDER
    one.stream.taken++
    for (const frame of frames) if (frame !== '') sessions.receive(one.session, frame)
    return 'taken'
  }

  bus.answer((question) => {
    if (!OF_STREAMS.test(question)) return null
    const polls = question.startsWith(POLL)
    const [widget_id = '', ...lines] = question.slice(polls ? POLL.length : 0).split('\n')
    const body = lines.join('\n')
    return polls ? takePolled(Number(widget_id), body) : take(Number(widget_id), body)
  })

  async function askThere(node_id: string, question: string): Promise<string> {
    if (node_id === bus.node_id || bus.link() === 'alone') return UNKNOWN
    try {
      return await bus.ask(node_id, question)
    } catch {
      const message = 'The node that has this stream does not answer this one.'
      throw new ChatError('server_busy', message, { retryAfterMs: RETRY_MS })
    }
  }

  /**
   * Before the rest of a POST is waited for. Another node knows its streams itself.
   * @throws ChatError not_found, invalid_frame, server_busy
   */
  function mustBeKnown(widget_id: number, line: string): Open | undefined {
    const [, node_id] = FIRST_LINE.exec(line) ?? []
    if (node_id === undefined) throw malformed()
    if (node_id !== bus.node_id) {
      if (bus.link() === 'alone') throw unknown()
      return undefined
    }
    const one = streams.get(line.split(' ', 1)[0] ?? '')
    if (one?.session.widget_id !== widget_id) throw unknown()
    if (one.posting >= MOST_POSTS) {
      throw new ChatError('server_busy', 'Too many POSTs of this stream are on their way.', { retryAfterMs: RETRY_MS })
    }
    return one
  }

  async function post(widget_id: number, request: Request, address: string | null): Promise<Response> {
    let arriving: Open | undefined
    const body = await posts
      .read(request, {
        address,
        begins: (line) => {
          arriving = mustBeKnown(widget_id, line)
          if (arriving) arriving.posting++
        },
      })
      .finally(() => {
        if (arriving) arriving.posting--
      })
    if (hasMoreLines(body, 1 + MAX_FRAMES)) {
      throw new ChatError('frame_too_large', `A POST has at most ${MAX_FRAMES} frames.`)
    }
    const end = body.indexOf('\n')
    const [, node_id] = FIRST_LINE.exec(end < 0 ? body : body.slice(0, end)) ?? []
    if (node_id === undefined) throw malformed()
    const here = node_id === bus.node_id
    const taken = here ? take(widget_id, body) : await askThere(node_id, `${widget_id}\n${body}`)
    if (taken === OUT_OF_ORDER) throw outOfOrder()
    if (taken !== 'taken') throw unknown()
    return new Response(null, { status: 204, headers: ANY_PAGE })
  }

  return { open, openPolled, poll, post, count: () => streams.size }
}

function hasMoreLines(text: string, most: number): boolean {
  let at = -1
  for (let lines = 1; lines <= most; lines++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return false
  }
  return true
}
