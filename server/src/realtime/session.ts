import { ChatError, ERRORS, type ErrorBody, type ReplyTo, type RequestName, type ServerFrame } from '@imbachat/protocol'
import type { PagePrincipal } from '../domain/principal.ts'
import type { TokenBucket } from '../domain/token-buckets.ts'
import type { Admitted } from './admission.ts'
import type { Carrier } from './carrier.ts'
import { presenceTopic } from './topics.ts'

/** Where a socket is in its life. */
export type SessionState =
  | { kind: 'greeting'; authenticating: boolean }
  | { kind: 'live'; principal: PagePrincipal }
  | { kind: 'ended' }

/** What the upgrade knows of a socket that is about to open. A refused one opens to be told why, since pages can't read an HTTP answer. */
export type SocketTicket = ({ kind: 'admitted' } & Admitted) | { kind: 'refused'; error: ChatError }

export interface SessionStart extends Admitted {
  socket: Carrier
  /** when it must have authenticated, milliseconds since 1970 */
  deadline: number
  host: SessionHost
}

/** What is told of a session. One for all of them. */
export interface SessionHost {
  /** whenever the session gets a principal */
  principalGiven(session: Session, principal: PagePrincipal): void
  /** a guest's session reads one more public room */
  reads(session: Session): void
  /** May one more be waited for until his side has closed as well? */
  mayWait(): boolean
  /** once, when a session that was live ends */
  left(session: Session, principal: PagePrincipal): void
}

// Shared by all sockets that are idle: they are many, and what each has of its own decides how many a machine holds.
const AT_ONCE = Promise.resolve()
const NOBODY: ReadonlySet<string> = new Set()
const ENDED: SessionState = { kind: 'ended' }
let opened = 0

/** One socket, or the stream that stands for one. Whatever happens to it happens to it alone. */
export class Session {
  /** among the sessions of this process */
  readonly number = ++opened
  readonly widgetId: number
  readonly origin: string | null
  readonly address: string | null
  readonly socket: Carrier
  readonly #host: SessionHost
  state: SessionState = { kind: 'greeting', authenticating: false }
  /** when its present state ends by itself, milliseconds since 1970; see `watchDeadlines` */
  deadline: number
  /** how fast its user's frames come, the same for all his sockets, and its own refused ones; null: none came yet */
  frames: TokenBucket | null = null
  refusals: TokenBucket | null = null
  /** public rooms that a guest reads; null: none */
  reading: Set<number> | null = null
  #turn: Promise<unknown> = AT_ONCE
  #watched: ReadonlySet<string> = NOBODY
  /** milliseconds since 1970 */
  #tokenEnds = Number.POSITIVE_INFINITY

  constructor({ widgetId, origin, address, socket, deadline, host }: SessionStart) {
    this.widgetId = widgetId
    this.origin = origin
    this.address = address
    this.socket = socket
    this.deadline = deadline
    this.#host = host
  }

  goLive(principal: PagePrincipal): void {
    if (this.state.kind === 'greeting') this.#rest(principal)
  }

  renew(principal: PagePrincipal): void {
    if (this.state.kind === 'live') this.#rest(principal)
  }

  /** From now on what it may do rests on this. */
  #rest(principal: PagePrincipal): void {
    this.state = { kind: 'live', principal }
    this.#tokenEnds = principal.kind === 'user' ? principal.expiresAt : Number.POSITIVE_INFINITY
    this.deadline = this.#tokenEnds
    this.#host.principalGiven(this, principal)
  }

  /** A guest, who writes or only reads. */
  get #isGuest(): boolean {
    const { state } = this
    return state.kind === 'live' && (state.principal.kind === 'guest' || state.principal.guest === true)
  }

  /** A frame came. The runtime does not tell of unfinished messages, so a guest has to finish one before `silentUntil`. */
  heard(silentUntil: number): void {
    if (this.#isGuest) this.deadline = Math.min(silentUntil, this.#tokenEnds)
  }

  /** Its deadline has passed. */
  late(): void {
    if (this.#isGuest && this.deadline < this.#tokenEnds) this.#hangUp()
    else if (this.state.kind === 'live')
      this.bye(new ChatError('token_expired', 'The token has expired.', { field: 'token' }))
    else this.dismiss(new ChatError('auth_timeout', 'The first frame, auth, did not arrive in time.'))
  }

  /** Without a word: in the middle of an unfinished message nobody listens. */
  #hangUp(): void {
    this.end()
    this.socket.terminate()
  }

  reply<T extends RequestName>(id: number, result: ReplyTo<T>): void {
    this.#send({ t: 'ok', id, result })
  }

  refuse(id: number | null, error: ErrorBody): void {
    this.#send({ t: 'error', id, ...error })
  }

  /** Says why and closes. */
  bye(error: ChatError): void {
    if (this.state.kind === 'ended') return
    this.end()
    sayBye(this.socket, error)
  }

  /** `bye` for those of whom any number may come: where too many are waited for already, the next is hung up on at once, without a code. */
  dismiss(error: ChatError): void {
    if (this.state.kind === 'ended') return
    this.end()
    if (this.#host.mayWait()) sayBye(this.socket, error)
    else hangUp(this.socket, error)
  }

  end(): void {
    const { state } = this
    this.state = ENDED
    if (state.kind === 'live') this.#host.left(this, state.principal)
  }

  /**
   * What a client sends in an order happens in that order, even when one step waits longer than the next. What follows the awaited
   * `step` at once is still its turn.
   */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(step)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  read(roomId: number): void {
    this.reading = (this.reading ?? new Set()).add(roomId)
    this.#host.reads(this)
  }

  subscribe(topic: string): void {
    if (this.state.kind !== 'ended') this.socket.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    if (this.state.kind !== 'ended') this.socket.unsubscribe(topic)
  }

  /** Replaces the set of users whose coming and going this socket hears of. */
  watch(userIds: readonly string[]): void {
    const wanted = new Set(userIds)
    for (const userId of this.#watched.difference(wanted)) this.unsubscribe(presenceTopic(this.widgetId, userId))
    for (const userId of wanted.difference(this.#watched)) this.subscribe(presenceTopic(this.widgetId, userId))
    this.#watched = wanted
  }

  #send(frame: ServerFrame): void {
    this.sendText(JSON.stringify(frame))
  }

  /** A frame that is ready. */
  sendText(text: string): void {
    if (this.state.kind === 'ended') return
    let sent = 0
    // Corked: what was just published to this socket's rooms leaves with it, in one write.
    this.socket.cork(() => {
      sent = this.socket.send(text)
    })
    // 0: dropped. A reader that misses a frame has a gap that it can't see, so it is cut and resumes.
    if (sent === 0) this.socket.close(ERRORS.slow_reader.close, 'slow_reader')
  }
}

/** The last event of a socket, and its close. */
export function sayBye(socket: Carrier, error: ChatError): void {
  const policy = ERRORS[error.code]
  socket.send(byeFrame(error))
  socket.close('close' in policy ? policy.close : 1011, error.code)
}

/**
 * Says why and is gone. `close` waits for the other side, and one that never answers keeps an open file for a quarter of a minute, counted
 * nowhere, since a socket that is closing can't be terminated any more.
 */
export function hangUp(socket: Carrier, error: ChatError): void {
  socket.send(byeFrame(error))
  socket.terminate()
}

function byeFrame(error: ChatError): string {
  const bye: ServerFrame = { t: 'bye', ...error.toBody() }
  return JSON.stringify(bye)
}
