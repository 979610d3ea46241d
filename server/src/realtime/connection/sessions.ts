import type { ChatError } from '@imbachat/protocol'
import type { WebSocketHandler } from 'bun'
import type { Clock } from '../../chat/clock.ts'
import { Refusal } from '../../chat/refusals.ts'
import type { FairTurns } from '../limits/fair-turns.ts'
import type { SocketCounts } from '../limits/socket-counts.ts'
import { receiveFrame } from '../requests/receive-frame.ts'
import type { Admitted } from './admission/admission.ts'
import type { Carrier } from './carrier.ts'
import type { Receiving } from './receiving.ts'
import type { Revocation } from './revocation.ts'
import { byeAndTerminate, Session, type SessionHost, type SocketTicket, sendBye } from './session.ts'

/** The sessions of this node from beginning to end, and what their clients send. */
export interface Sessions {
  /** for `Bun.serve` */
  websocket: WebSocketHandler<Session | SocketTicket>
  /** Begins the session of a WebSocket or a stream. */
  begin(admitted: Admitted, carrier: Carrier): Session
  /**
   * Runs when the fair queue reaches the widget. If too much of the widget waits already, the server replies
   * `server_busy` at once.
   */
  receive(session: Session, data: string | Buffer): void
  /** The session's client gave a sign of life. */
  received(session: Session): void
  /** The session's carrier closed. */
  ended(session: Session): void
  /** Finishes the frames that are under way, then closes every session with a reason. */
  drain(): Promise<void>
}

export interface SessionsParts {
  /** all that are open, the oldest first */
  open: Set<Session>
  counts: SocketCounts
  receiving: Receiving
  turns: FairTurns
  revocation: Revocation
  /** May the server wait for one more client to close its side? */
  mayWait(): boolean
}

export function createSessions({ open, counts, receiving, turns, revocation, mayWait }: SessionsParts): Sessions {
  const { hub, limits, rates } = receiving
  const { clock, log, presence, activeUsers, receipts, reactions, memberNews } = receiving.deps
  const stopDeadlines = watchDeadlines(open, clock, limits.deadlineMs)
  const received = (session: Session) => session.extendSilence(clock.now() + limits.guestSilenceMs)
  const host: SessionHost = {
    principalGiven(session, principal) {
      received(session)
      revocation.recheck(session)
      if (principal.kind === 'user' && !principal.guest) counts.isUser(session)
    },
    // the setting may have been lowered while the room was being opened
    reads: (session) => revocation.recheck(session),
    mayWait,
    left(session, principal) {
      if (principal.kind === 'guest') return hub.leave(session, null)
      hub.leave(session, principal.user_id)
      if (principal.person_id === undefined) presence.leave(principal.widget_id, principal.user_id)
      activeUsers.set(session.number, principal, false)
    },
  }
  /** frames without an answer, and the callbacks that wait until all are answered */
  let underWay = 0
  let allAnswered = () => {}

  const websocket: WebSocketHandler<Session | SocketTicket> = {
    perMessageDeflate: false,
    maxPayloadLength: limits.frameReadBytes,
    backpressureLimit: limits.SLOW_READER_BYTES,
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
    if (mayWait()) sendBye(socket, error)
    else byeAndTerminate(socket, error)
  }

  function begin(admitted: Admitted, socket: Carrier): Session {
    const openedAt = clock.now()
    const session = new Session({ ...admitted, openedAt, socket, deadline: openedAt + limits.signInMs, host })
    open.add(session)
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
    const refusal = rates.take(session, 1)
    if (refusal?.code === 'flood') session.bye(refusal)
  }

  function receive(session: Session, data: string | Buffer): void {
    const { widget_id } = session
    received(session)
    if (turns.hasRoom(widget_id)) turns.run(widget_id, () => handle(session, data, false), data.length)
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
    if (!open.delete(session)) return
    counts.closed(session)
    revocation.remove(session)
  }

  async function drain(): Promise<void> {
    await Promise.race([flushAll(), new Promise<void>((late) => clock.after(limits.drainMs, late))])
    turns.flush()
    for (const session of open) {
      session.bye(new Refusal('shutting_down', { retryAfterMs: 1_000 }))
    }
    stopDeadlines()
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

  return { websocket, begin, receive, received, ended, drain }
}

/**
 * Ends sessions whose deadline has passed. One timer checks all of them: a timer for each would be a tenth of the cost
 * of an idle connection.
 * @param everyMs interval of the checks
 * @returns stop
 */
function watchDeadlines(sessions: Iterable<Session>, clock: Clock, everyMs: number): () => void {
  let cancel = () => {}
  function look(): void {
    const now = clock.now()
    for (const session of sessions) if (session.deadline <= now) session.late()
    cancel = clock.after(everyMs, look)
  }
  look()
  return () => cancel()
}
