import type { ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import { ERRORS } from '@imbachat/protocol/errors'
import { backoffMs } from './backoff.ts'
import { observable } from './observable.ts'
import { type ChatRequestError, connectionLost } from './request-error.ts'
import { type ChatSocket, openSocket } from './socket.ts'
import { watchTokenEnd } from './token-end.ts'
import type { ConnectionState, Observable, SdkClock } from './types.ts'
import { hasNoNetwork } from './wake.ts'

/** Milliseconds. After this long online, the next loss starts with short waits again. */
const STABLE_AFTER = 10_000
/** A wake-up may mean that the network changed under a socket that looks alive. */
const WAKE_PONG_TIMEOUT = 5_000
const WAIT_WITHOUT_NETWORK = 5_000

export type Request = <T extends RequestName>(type: T, input: RequestInput<T>) => Promise<ReplyTo<T>>

export interface Connection {
  state: Observable<ConnectionState>
  /** Fails at once with `connection_lost` while not online. @throws ChatRequestError */
  request: Request
  /** A fresh token of the same user. */
  setToken(token: string | null): void
  /** Something changed (network, visibility): try now instead of later, or check that the socket is alive. */
  wake(): void
  /** The platform says that there is no network: don't wait for the silence. */
  drop(): void
  /** The page is put away, perhaps to be taken out again (then comes `wake`): what others wait for is let go. */
  suspend(): void
  close(): void
}

/** One that this page, or whoever serves it, has for itself. */
export interface OwnConnection extends Connection {
  /** Has the server judge a token of the same user on the living socket; it counts from then on. @throws ChatRequestError */
  renew(token: string): Promise<void>
  /** Online: the token that the server accepted; else the one that is tried next. */
  token(): string | null
}

export interface ConnectionOptions {
  url: string
  /** whom the token names; null: a guest */
  userId: string | null
  token: string | null
  clock: SdkClock
  /** null: the page gives none */
  askForToken: (() => Promise<string | null>) | null
  /** what the page answered when asked; it may be another user's */
  tokenGiven(token: string): void
  /** before the state becomes `online` */
  authenticated(result: ReplyTo<'auth'>): void
  event(event: ServerEvent): void
}

/** Keeps one socket open as long as the server lets us, and says how it stands. */
export function createConnection(options: ConnectionOptions): OwnConnection {
  const { url, clock, askForToken, tokenGiven } = options
  const state = observable<ConnectionState>({ kind: 'connecting' })
  let token = options.token
  /** the authenticated one */
  let socket: ChatSocket | null = null
  let failures = 0
  let expiredInARow = 0
  /** the last token with which the server let us in */
  let accepted: string | null = null
  let onlineSince = Number.POSITIVE_INFINITY
  let notBefore = 0
  /** the server's clock less ours */
  let serverAhead = 0
  /** what runs in the present state and ends with it: a socket, a timer, an asking of the page */
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
      token,
      clock,
      event: options.event,
      ended,
      authenticated(result) {
        socket = opened
        onlineSince = clock.now()
        expiredInARow = 0
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

  /** Counted by the server's clock: the device's may be wrong. */
  function renewBefore(expiresAt: number | null) {
    stopRenewing()
    if (expiresAt === null || !askForToken) return
    const lifeMs = expiresAt - (clock.now() + serverAhead)
    stopRenewing = watchTokenEnd({ clock, lifeMs, ask: askForToken, use: tokenGiven })
  }

  function ended(error: ErrorBody | null) {
    if (clock.now() - onlineSince >= STABLE_AFTER) failures = 0
    onlineSince = Number.POSITIVE_INFINITY
    // the key of a token that was good has been retired: the page signs with the new one
    const keyRetired = error?.code === 'token_signature' && token === accepted
    if (error?.code === 'token_expired' || keyRetired) return waitForToken(expiredInARow++)
    // a code that this version does not know may be a passing one
    if (error && ERRORS[error.code]?.retry === false) return enter({ kind: 'refused', error }, () => {})
    const retryAfter = error?.retry_after_ms ?? 0
    const wait = Math.max(retryAfter, hasNoNetwork() ? WAIT_WITHOUT_NETWORK : 0) + backoffMs(failures++)
    notBefore = clock.now() + retryAfter
    enter({ kind: 'offline', retryAt: clock.now() + wait }, clock.after(wait, connect))
  }

  /**
   * Asks the page, and again at growing intervals while it has none to give.
   * @param asked how often it was in vain; above 0 it waits first, so that a page that only has ended tokens is not asked in a circle
   */
  function waitForToken(asked: number) {
    let left = false
    let cancel = () => {}
    const answered = (given: string | null) => {
      if (left) return
      if (given) tokenGiven(given)
      else waitForToken(asked + 1)
    }
    const ask = () => {
      askForToken?.().then(answered, () => answered(null))
    }
    enter({ kind: 'waiting_for_token' }, () => {
      left = true
      cancel()
    })
    if (asked > 0) cancel = clock.after(backoffMs(asked), ask)
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
        // one that the server does not take leaves the old one in use until its end
        renew(next).catch((error: ChatRequestError) => {
          if (error.code === 'connection_lost' || error.code === 'timed_out') token = next
        })
        return
      }
      token = next
      failures = 0
      connect()
    },
    wake() {
      const { kind } = state.get()
      if (kind === 'online') socket?.probe(WAKE_PONG_TIMEOUT)
      else if (kind === 'offline' && clock.now() >= notBefore) connect()
      else if (kind === 'waiting_for_token') waitForToken(0)
    },
    drop,
    suspend: drop,
    close: () => enter({ kind: 'closed' }, () => {}),
  }
}
