import type { ReplyTo, RequestInput, RequestName } from '@imbachat/protocol'
import type { Connection, ConnectionOptions } from '../connection/connection.ts'
import { userIdOf } from '../connection/token.ts'
import { observable } from '../observable.ts'
import { ChatRequestError, connectionLost, timedOut } from '../request-error.ts'
import type { ConnectionState } from '../types.ts'
import { connectionOnDemand } from './connection-on-demand.ts'
import { createHostLink, type HostLink } from './host-link.ts'
import type { ToHost, ToTab } from './messages.ts'
import type { Way, WayTo } from './ways.ts'

/** Milliseconds. The host's own timeout for the server is shorter, so this ends only when the host is gone. */
const REQUEST_TIMEOUT = 20_000

interface PendingRequest {
  resolve(result: never): void
  reject(error: ChatRequestError): void
  cancelTimeout(): void
}

/**
 * A tab's part in a shared connection.
 * @param ways tried in this order; if none leads to a host that admits this tab, the tab opens its own connection
 */
export function createSharedConnection(
  options: ConnectionOptions & { user_id: string; token: string },
  ways: readonly WayTo[],
): Connection {
  const { url, user_id, clock } = options
  const state = observable<ConnectionState>({ kind: 'connecting' })
  const pending = new Map<number, PendingRequest>()
  let requests = 0
  let { token } = options
  let way: Way | null = null
  /** counts the ways that were begun and left: one that comes after its time is not taken */
  let latest = 0
  let link: HostLink | null = null
  let own: Connection | null = null
  let stopFollowing = () => {}
  let suspended = false

  /** @param first index of the first way to try */
  async function start(first = 0) {
    stop()
    state.set({ kind: 'connecting' })
    const wayTo = ways[first]
    if (!wayTo) return startAlone()
    const mine = latest
    const next = () => {
      if (latest === mine) void start(first + 1)
    }
    const changed = () => {
      if (latest === mine && way) openLink(way, next)
    }
    try {
      const found = wayTo({ url, user_id, clock, changed, failed: next })
      const came = found instanceof Promise ? await found : found
      if (latest !== mine) return came.close()
      way = came
      openLink(came, next)
    } catch {
      next()
    }
  }

  function openLink(through: Way, next: () => void) {
    hangUp()
    state.set({ kind: 'connecting' })
    link = createHostLink({
      port: through.open(),
      clock,
      received,
      silent(hasAnswered) {
        if (through.silent(hasAnswered)) openLink(through, next)
        else next()
      },
    })
  }

  function hangUp() {
    link?.close()
    link = null
    for (const request of pending.values()) {
      request.cancelTimeout()
      request.reject(connectionLost())
    }
    pending.clear()
  }

  function stop() {
    latest++
    hangUp()
    way?.close()
    way = null
  }

  function startAlone() {
    stop()
    own = connectionOnDemand({ ...options, token })
    stopFollowing = own.state.subscribe(state.set)
    state.set(own.state.get())
  }

  function post(message: ToHost) {
    link?.post(message)
  }

  function received(message: ToTab) {
    switch (message.t) {
      case 'hello':
        return post({ t: 'join', token })
      case 'authenticated':
        token = message.token
        return options.authenticated(message.result)
      case 'state':
        if (message.state.kind === 'refused') stop()
        return state.set(message.state)
      case 'event':
        return options.event(message.event)
      case 'answer': {
        const request = pending.get(message.id)
        pending.delete(message.id)
        request?.cancelTimeout()
        if ('error' in message) request?.reject(new ChatRequestError(message.error))
        else request?.resolve(message.result as never)
        return
      }
      case 'token':
        token = message.token
        return
      case 'askToken':
        return void askPage(message.asked)
      case 'sentAway':
        return startAlone()
      case 'pong':
        return
      default:
        message satisfies never
    }
  }

  async function askPage(asked: number) {
    const asking = link
    const given = (await options.askForToken?.().catch(() => null)) ?? null
    const mine = userIdOf(given) === userIdOf(token)
    if (given !== null && mine) asking?.post({ t: 'token', token: given })
    else asking?.post({ t: 'noToken', asked })
    // the page now belongs to another user
    if (given !== null && !mine) options.tokenGiven(given)
  }

  function request<T extends RequestName>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
    if (own) return own.request(type, input)
    if (state.get().kind !== 'online') return Promise.reject(connectionLost())
    return new Promise((resolve, reject) => {
      const id = ++requests
      const cancelTimeout = clock.after(REQUEST_TIMEOUT, () => {
        pending.delete(id)
        reject(timedOut())
      })
      pending.set(id, { resolve, reject, cancelTimeout })
      post({ t: 'request', id, type, input, until: clock.now() + REQUEST_TIMEOUT })
    })
  }

  /** Leaves the way, the link and the connection, until `start`. */
  function stopAll() {
    stop()
    stopFollowing()
    own?.close()
    own = null
  }

  void start()

  return {
    state,
    request,
    setToken(next) {
      if (next === null || state.get().kind === 'closed') return
      token = next
      if (own) own.setToken(next)
      else if (state.get().kind === 'refused') void start()
      else post({ t: 'token', token })
    },
    token: () => token,
    wake(patienceMs) {
      if (suspended) void start()
      suspended = false
      own?.wake(patienceMs)
      post({ t: 'wake', patienceMs })
      link?.probe()
    },
    drop() {
      own?.drop()
      post({ t: 'drop' })
    },
    suspend() {
      const { kind } = state.get()
      if (kind === 'closed' || kind === 'refused') return
      suspended = true
      stopAll()
      state.set({ kind: 'connecting' })
    },
    close() {
      suspended = false
      stopAll()
      state.set({ kind: 'closed' })
    },
  }
}
