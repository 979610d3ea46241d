import type { Call, ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import { RETRY_CODES } from '@imbachat/protocol/errors/retry-codes'
import { isFinal } from '@imbachat/protocol/errors/session-errors'
import { observable } from '../observable.ts'
import { type ChatRequestError, connectionLost } from '../request-error.ts'
import type { ConnectionState, Observable, SdkClock } from '../types.ts'
import { backoffMs } from './backoff.ts'
import { type ChatSocket, openSocket } from './socket.ts'
import { watchTokenEnd } from './token-end.ts'
import { hasNoNetwork } from './wake.ts'

/** Milliseconds. After this long online, the waits after the next loss start short again. */
const STABLE_AFTER = 10_000
/** A wake-up may mean that the network changed under a connection that looks alive. */
const WAKE_PONG_TIMEOUT = 5_000
const WAIT_WITHOUT_NETWORK = 5_000
/** The server ends a call when a side says nothing for 20 s (`CALL_LEASE_MS`): the page must be back before. */
const WAIT_IN_CALL = 3_000
/** After this long without a connection, a page is in no call any more. */
const CALL_OUTLIVES = 120_000
/** After this long without a token from the page, the session has expired for the user. */
const PATIENCE_FOR_TOKEN = 30_000

export type Request = <T extends RequestName>(type: T, input: RequestInput<T>) => Promise<ReplyTo<T>>

export interface Connection {
  state: Observable<ConnectionState>
  /** Fails at once with `connection_lost` while not online. @throws ChatRequestError */
  request: Request
  /** Sets a new token of the same user. */
  setToken(token: string | null): void
  /** Online: the token that the server accepted; otherwise the one to try next. */
  token(): string | null
  /**
   * Something changed (network, visibility): retry now instead of later, or check that the connection is alive.
   * @param patienceMs after which a connection that does not answer is taken for dead
   */
  wake(patienceMs?: number): void
  /** The platform reports that there is no network: do not wait for the silence. */
  drop(): void
  /**
   * The page goes into the back/forward cache and may come back (then `wake` is called): release what other pages wait
   * for.
   */
  suspend(): void
  close(): void
}

/** A connection that one page, or the host of the shared connection, owns. */
export interface OwnConnection extends Connection {
  /**
   * Asks the server to check a token of the same user on the open connection; if accepted, it replaces the old one.
   * @throws ChatRequestError
   */
  renew(token: string): Promise<void>
}

export interface ConnectionOptions {
  url: string
  /** the user that the token names, or one of their profiles; null: a guest */
  user_id: string | null
  token: string | null
  clock: SdkClock
  /** between two attempts, milliseconds */
  longestWaitMs?: number | undefined
  /** null: the page has no token provider */
  askForToken: (() => Promise<string | null>) | null
  /** the page's answer; the token may name another user */
  tokenGiven(token: string): void
  /** called before the state becomes `online` */
  authenticated(result: ReplyTo<'auth'>): void
  event(event: ServerEvent): void
}

/** Keeps one connection open as long as the server allows, and reports its state. */
export function createConnection(options: ConnectionOptions): OwnConnection {
  const { url, clock, askForToken, tokenGiven, longestWaitMs } = options
  /** calls of the user that have not ended, by the events of this connection */
  const calls = new Set<string>()
  const isInCall = () => calls.size > 0 && clock.now() - lostAt < CALL_OUTLIVES
  const longestWait = () => (isInCall() ? Math.min(WAIT_IN_CALL, longestWaitMs ?? WAIT_IN_CALL) : longestWaitMs)
  const backoff = (attempt: number) => backoffMs(attempt, longestWait())
  const state = observable<ConnectionState>({ kind: 'connecting' })
  let token = options.token
  /** the authenticated connection */
  let socket: ChatSocket | null = null
  let failures = 0
  let expiredInARow = 0
  /** the page had no token when it was asked, or took too long; until the server accepts one */
  let isExpired = false
  /** the last token that the server accepted */
  let accepted: string | null = null
  let onlineSince = Number.POSITIVE_INFINITY
  let lostAt = 0
  let notBefore = 0
  /** the server's clock minus ours */
  let serverAhead = 0
  /** ends what runs in the present state: a connection, a timer, a request to the page */
  let leave = () => {}
  let stopRenewing = () => {}

  function enter(next: ConnectionState, stop: () => void) {
    leave()
    leave = stop
    state.set(next)
  }

  function connect() {
    const opened = openSocket({
      url,
      user_id: options.user_id,
      token,
      clock,
      event(event) {
        if (event.t === 'call') noteCall(event.call)
        options.event(event)
      },
      ended,
      authenticated(result) {
        socket = opened
        onlineSince = clock.now()
        expiredInARow = 0
        isExpired = false
        accepted = token
        serverAhead = result.server_time - clock.now()
        renewBefore(result.expires_at)
        options.authenticated(result)
        state.set({ kind: 'online' })
      },
    })
    enter({ kind: 'connecting' }, () => {
      socket = null
      stopRenewing()
      opened.close()
    })
  }

  function noteCall({ call_id, state, members }: Call) {
    if (state !== 'ended' && members.some(({ user_id }) => user_id === options.user_id)) calls.add(call_id)
    else calls.delete(call_id)
  }

  /** Uses the server's clock: the device's may be wrong. */
  function renewBefore(expiresAt: number | null) {
    stopRenewing()
    if (expiresAt === null || !askForToken) return
    const lifeMs = expiresAt - (clock.now() + serverAhead)
    stopRenewing = watchTokenEnd({ clock, lifeMs, ask: askForToken, use: tokenGiven })
  }

  function ended(error: ErrorBody | null) {
    if (clock.now() - onlineSince >= STABLE_AFTER) failures = 0
    if (socket) lostAt = clock.now()
    onlineSince = Number.POSITIVE_INFINITY
    // the key of a token that was accepted is retired: the page signs with the new key
    const keyRetired = error?.code === 'token_signature' && token === accepted
    if (error?.code === 'token_expired' || keyRetired) return waitForToken(expiredInARow++)
    // an error code that this version does not know may be temporary
    if (error && isFinal(error.code, RETRY_CODES)) return enter({ kind: 'refused', error }, () => {})
    const retryAfter = error?.retry_after_ms ?? 0
    const wait = Math.max(retryAfter, hasNoNetwork() ? WAIT_WITHOUT_NETWORK : 0) + backoff(failures++)
    notBefore = clock.now() + retryAfter
    enter({ kind: 'offline', retryAt: clock.now() + wait }, clock.after(wait, connect))
  }

  /**
   * Asks the page for a token, and again at growing intervals while it has none.
   * @param asked how often the page was asked without success; above 0 it waits first, so that a page with only expired
   * tokens is not asked in a tight loop
   */
  function waitForToken(asked: number) {
    let left = false
    let cancel = () => {}
    const expire = () => {
      isExpired = true
      state.set({ kind: 'expired' })
    }
    const answered = (given: string | null) => {
      if (left) return
      if (given) return tokenGiven(given)
      isExpired = true
      waitForToken(asked + 1)
    }
    const ask = () => {
      if (askForToken) askForToken().then(answered, () => answered(null))
      else expire()
    }
    const cancelPatience = isExpired ? () => {} : clock.after(PATIENCE_FOR_TOKEN, expire)
    enter({ kind: isExpired ? 'expired' : 'waiting_for_token' }, () => {
      left = true
      cancel()
      cancelPatience()
    })
    if (asked > 0) cancel = clock.after(backoff(asked), ask)
    else ask()
  }

  async function renew(next: string) {
    const { expires_at } = await request('auth.renew', { token: next })
    token = accepted = next
    renewBefore(expires_at)
  }

  const request: Request = (type, input) => (socket ? socket.request(type, input) : Promise.reject(connectionLost()))

  function drop() {
    if (socket) ended(null)
  }

  connect()

  return {
    state,
    request,
    renew,
    token: () => (socket ? accepted : token),
    setToken(next) {
      if (state.get().kind === 'closed') return
      if (socket && next === token) return
      if (socket && next !== null && token !== null) {
        // if the server refuses the new token, the old one stays in use until its end
        renew(next).catch((error: ChatRequestError) => {
          if (error.code === 'connection_lost' || error.code === 'timed_out') token = next
        })
        return
      }
      token = next
      failures = 0
      // the attempt after the time that the server asked for uses this token
      if (state.get().kind === 'offline' && clock.now() < notBefore) return
      connect()
    },
    wake(patienceMs = WAKE_PONG_TIMEOUT) {
      const { kind } = state.get()
      // an attempt under way may have begun before the network was back; then the next one comes soon
      if (kind === 'connecting') failures = 0
      else if (kind === 'online') socket?.probe(patienceMs)
      else if (kind === 'offline' && clock.now() >= notBefore) connect()
      else if (kind === 'waiting_for_token' || kind === 'expired') waitForToken(0)
    },
    drop,
    suspend: drop,
    close: () => enter({ kind: 'closed' }, () => {}),
  }
}
