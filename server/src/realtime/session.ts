import {
  ChatError,
  ERRORS,
  type ErrorBody,
  type FrameResults,
  type FrameType,
  type ServerFrame,
} from '@imbachat/protocol'
import type { Clock } from '../domain/clock.ts'
import type { PagePrincipal } from '../domain/principal.ts'
import type { Carrier } from './carrier.ts'
import { presenceTopic } from './topics.ts'

/** Where a socket is in its life. A timer exists only in the state that needs it. */
export type SessionState =
  | { kind: 'greeting'; authenticating: boolean; cancelTimer(): void }
  | { kind: 'live'; principal: PagePrincipal; cancelExpiry(): void; leave(): void }
  | { kind: 'ended' }

/** What the upgrade knows of a socket that is about to open. A refused one opens to be told why, since pages can't read an HTTP answer. */
export type SocketTicket =
  | { kind: 'admitted'; widgetId: number; origin: string | null }
  | { kind: 'refused'; error: ChatError }

export interface SessionStart {
  widgetId: number
  /** of the page that opened it; null: a program */
  origin: string | null
  socket: Carrier
  clock: Clock
  greetingMs: number
  /** called whenever the session gets a principal */
  principalGiven(session: Session): void
}

// Shared by all sockets that are idle: they are many.
const AT_ONCE = Promise.resolve()
const NOBODY: ReadonlySet<string> = new Set()

/** One socket, or the stream that stands for one. Whatever happens to it happens to it alone. */
export class Session {
  readonly id: string = crypto.randomUUID()
  readonly widgetId: number
  readonly origin: string | null
  readonly socket: Carrier
  readonly #clock: Clock
  readonly #principalGiven: (session: Session) => void
  state: SessionState
  #turn: Promise<unknown> = AT_ONCE
  #watched: ReadonlySet<string> = NOBODY

  constructor({ widgetId, origin, socket, clock, greetingMs, principalGiven }: SessionStart) {
    this.widgetId = widgetId
    this.origin = origin
    this.#principalGiven = principalGiven
    this.socket = socket
    this.#clock = clock
    const late = () => this.bye(new ChatError('auth_timeout', `No auth within ${greetingMs / 1000} s.`))
    this.state = { kind: 'greeting', authenticating: false, cancelTimer: clock.after(greetingMs, late) }
  }

  /** `leave` is called once, when the socket ends. */
  goLive(principal: PagePrincipal, leave: () => void): void {
    if (this.state.kind !== 'greeting') return
    this.state.cancelTimer()
    this.state = { kind: 'live', principal, cancelExpiry: this.#expireWith(principal), leave }
    this.#principalGiven(this)
  }

  renew(principal: PagePrincipal): void {
    if (this.state.kind !== 'live') return
    this.state.cancelExpiry()
    this.state = { ...this.state, principal, cancelExpiry: this.#expireWith(principal) }
    this.#principalGiven(this)
  }

  #expireWith(principal: PagePrincipal): () => void {
    if (principal.kind === 'guest') return () => undefined
    const expired = () => this.bye(new ChatError('token_expired', 'The token has ended.', { field: 'token' }))
    return this.#clock.after(Math.max(0, principal.expiresAt - this.#clock.now()), expired)
  }

  reply<T extends FrameType>(id: number, result: FrameResults[T]): void {
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

  end(): void {
    const { state } = this
    this.state = { kind: 'ended' }
    if (state.kind === 'greeting') state.cancelTimer()
    if (state.kind === 'live') {
      state.cancelExpiry()
      state.leave()
    }
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
    if (this.state.kind === 'ended') return
    const text = JSON.stringify(frame)
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
  const bye: ServerFrame = { t: 'bye', ...error.toBody() }
  socket.send(JSON.stringify(bye))
  socket.close('close' in policy ? policy.close : 1011, error.code)
}
