import { ChatError, ERRORS, type ErrorBody, type ReplyTo, type RequestName, type ServerFrame } from '@imbachat/protocol'
import type { PagePrincipal } from '../../chat/principal.ts'
import type { TokenBucket } from '../../chat/token-buckets.ts'
import { presenceTopic } from '../delivery/topics.ts'
import type { Admitted } from './admission/admission.ts'
import type { Device } from './admission/device.ts'
import type { Carrier } from './carrier.ts'

/** The states of a connection. */
export type SessionState =
  | { kind: 'unauthenticated'; authenticating: boolean }
  | { kind: 'live'; principal: PagePrincipal }
  | { kind: 'ended' }

/**
 * A connection that is about to open, as the upgrade request describes it. A refused one opens too, so that the server
 * can send the reason: pages can't read an HTTP answer.
 */
export type SocketTicket = ({ kind: 'admitted' } & Admitted) | { kind: 'refused'; error: ChatError }

export interface SessionStart extends Admitted {
  socket: Carrier
  /** milliseconds since 1970 */
  openedAt: number
  /** when it must have authenticated, milliseconds since 1970 */
  deadline: number
  host: SessionHost
}

/** Callbacks of a session. All sessions share one. */
export interface SessionHost {
  /** called whenever the session gets a principal */
  principalGiven(session: Session, principal: PagePrincipal): void
  /** a guest's session reads one more public room */
  reads(session: Session): void
  /** May the server wait for one more client to close its side? */
  mayWait(): boolean
  /** called once, when a session that was live ends */
  left(session: Session, principal: PagePrincipal): void
}

const NOBODY: ReadonlySet<string> = new Set()
/** Tabs share a connection, and a page takes a new name for each call. */
const MOST_PARTIES = 20

const ENDED: SessionState = { kind: 'ended' }
let opened = 0

/** One WebSocket or stream. Its errors affect no other session. */
export class Session {
  /** unique among the sessions of this process */
  readonly number = ++opened
  readonly widget_id: number
  readonly origin: string | null
  readonly address: string | null
  readonly device: Device
  /** milliseconds since 1970 */
  readonly openedAt: number
  readonly socket: Carrier
  readonly #host: SessionHost
  state: SessionState = { kind: 'unauthenticated', authenticating: false }
  /** when its present state ends by itself, milliseconds since 1970; see `watchDeadlines` */
  deadline: number
  /** whose rate of frames counts, together with the user's other connections; null: this connection's own */
  rateKey: string | null = null
  /** how fast frames come while `rateKey` is null, and refused frames; null: none came yet */
  frames: TokenBucket | null = null
  refusals: TokenBucket | null = null
  /** public rooms that a guest or a user reads without a membership, the longest opened first; null: none */
  reading: Set<number> | null = null
  /** pages of this connection that take part in calls, the latest last; null: none does */
  #parties: Set<string> | null = null
  /** the last step that is under way; null: none is */
  #lastStep: Promise<void> | null = null
  #watched: ReadonlySet<string> = NOBODY
  /** true: a live session of a guest */
  #isGuest = false
  /** milliseconds since 1970 */
  #tokenEnds = Number.POSITIVE_INFINITY

  constructor({ widget_id, origin, address, device, openedAt, socket, deadline, host }: SessionStart) {
    this.widget_id = widget_id
    this.origin = origin
    this.address = address
    this.device = device
    this.openedAt = openedAt
    this.socket = socket
    this.deadline = deadline
    this.#host = host
  }

  goLive(principal: PagePrincipal): void {
    if (this.state.kind === 'unauthenticated') this.#rest(principal)
  }

  renew(principal: PagePrincipal): void {
    if (this.state.kind === 'live') this.#rest(principal)
  }

  /** From now on the session's rights rest on this principal. */
  #rest(principal: PagePrincipal): void {
    this.state = { kind: 'live', principal }
    this.#isGuest = principal.kind === 'guest' || principal.guest === true
    this.#tokenEnds = principal.kind === 'user' ? principal.expires_at : Number.POSITIVE_INFINITY
    this.deadline = this.#tokenEnds
    this.#host.principalGiven(this, principal)
  }

  /**
   * A frame came. The runtime does not report unfinished messages, so a guest has to finish one before `silentUntil`.
   */
  extendSilence(silentUntil: number): void {
    if (this.#isGuest) this.deadline = Math.min(silentUntil, this.#tokenEnds)
  }

  /** Its deadline has passed. */
  late(): void {
    if (this.#isGuest && this.deadline < this.#tokenEnds) this.#terminate()
    else if (this.state.kind === 'live')
      this.bye(new ChatError('token_expired', 'The token has expired.', { field: 'token' }))
    else this.disconnect(new ChatError('auth_timeout', 'The first frame, auth, did not arrive in time.'))
  }

  /** Closes without a `bye`: in the middle of an unfinished message the client reads nothing. */
  #terminate(): void {
    this.end()
    this.socket.terminate()
  }

  reply<T extends RequestName>(id: number, result: ReplyTo<T>): void {
    this.#send({ t: 'ok', id, result })
  }

  refuse(id: number | null, error: ErrorBody): void {
    this.#send({ t: 'error', id, ...error })
  }

  /** Sends the reason and closes. */
  bye(error: ChatError): void {
    if (this.state.kind === 'ended') return
    this.end()
    sendBye(this.socket, error)
  }

  /**
   * Sends `bye` to clients that may come in any number. If the server waits for too many already, it terminates the
   * connection without a code.
   */
  disconnect(error: ChatError): void {
    if (this.state.kind === 'ended') return
    this.end()
    if (this.#host.mayWait()) sendBye(this.socket, error)
    else byeAndTerminate(this.socket, error)
  }

  end(): void {
    const { state } = this
    this.state = ENDED
    this.#isGuest = false
    if (state.kind === 'live') this.#host.left(this, state.principal)
  }

  /**
   * A client's requests run in the order in which they were sent, even if one step waits longer than the next. Code
   * that follows the awaited `step` at once still belongs to the step.
   */
  inOrder<T>(step: () => Promise<T>): Promise<T> {
    const before = this.#lastStep
    const mine = before === null ? step() : before.then(step)
    const over = () => {
      if (this.#lastStep === done) this.#lastStep = null
    }
    const done = mine.then(over, over)
    this.#lastStep = done
    return mine
  }

  /** A page of this connection takes part in a call: the call's signals to it come here. */
  takePart(party: string): void {
    const parties = this.#parties ?? new Set()
    parties.delete(party)
    parties.add(party)
    const [oldest] = parties
    if (parties.size > MOST_PARTIES && oldest !== undefined) parties.delete(oldest)
    this.#parties = parties
  }

  takesPart(party: string): boolean {
    return this.#parties?.has(party) === true
  }

  read(room_id: number): void {
    this.reading = (this.reading ?? new Set()).add(room_id)
    this.#host.reads(this)
  }

  subscribe(topic: string): void {
    if (this.state.kind !== 'ended') this.socket.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    if (this.state.kind !== 'ended') this.socket.unsubscribe(topic)
  }

  /** Replaces the set of users whose presence this connection receives. */
  watch(user_ids: readonly string[]): void {
    const wanted = new Set(user_ids)
    for (const user_id of this.#watched.difference(wanted)) this.unsubscribe(presenceTopic(this.widget_id, user_id))
    for (const user_id of wanted.difference(this.#watched)) this.subscribe(presenceTopic(this.widget_id, user_id))
    this.#watched = wanted
  }

  /** From now on this connection receives nothing of that user's presence. */
  unwatch(user_id: string): void {
    if (!this.#watched.has(user_id)) return
    this.watch([...this.#watched].filter((id) => id !== user_id))
  }

  #send(frame: ServerFrame): void {
    this.sendText(JSON.stringify(frame))
  }

  /** Sends a serialised frame. */
  sendText(text: string): void {
    if (this.state.kind === 'ended') return
    let sent = 0
    // Corked: events that were just published to this connection's rooms leave with the frame, in one write.
    this.socket.cork(() => {
      sent = this.socket.send(text)
    })
    // 0: dropped. A client can't see the gap of a missed frame, so the server cuts the connection and the client
    // resumes.
    if (sent === 0) this.socket.close(ERRORS.slow_reader.close, 'slow_reader')
  }
}

/** The last event of a connection, and its close. */
export function sendBye(socket: Carrier, error: ChatError): void {
  const policy = ERRORS[error.code]
  socket.send(byeFrame(error))
  socket.close('close' in policy ? policy.close : 1011, error.code)
}

/**
 * Sends the reason and terminates. `close` would wait for the other side: a client that never answers keeps a file open
 * for 15 s, and no limit counts it, since a closing WebSocket can't be terminated any more.
 */
export function byeAndTerminate(socket: Carrier, error: ChatError): void {
  socket.send(byeFrame(error))
  socket.terminate()
}

function byeFrame(error: ChatError): string {
  const bye: ServerFrame = { t: 'bye', ...error.toBody() }
  return JSON.stringify(bye)
}
