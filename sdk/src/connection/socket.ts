import type { ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent, ServerFrame } from '@imbachat/protocol'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import { ChatRequestError, connectionLost, timedOut } from '../request-error.ts'
import type { SdkClock } from '../types.ts'
import { openWire } from './open-wire.ts'
import { userIdOf } from './token.ts'

/** Milliseconds. */
const CONNECT_TIMEOUT = 15_000
const REQUEST_TIMEOUT = 15_000
const SILENCE_BEFORE_PING = 25_000
const PONG_TIMEOUT = 10_000

export interface ChatSocket {
  /** @throws ChatRequestError */
  request<T extends RequestName>(type: T, input: RequestInput<T>, timeoutMs?: number): Promise<ReplyTo<T>>
  /** Checks whether the other side is still there: if nothing arrives within `timeoutMs`, the connection ends. */
  probe(timeoutMs: number): void
  /** Ends at once and silently: `ended` is not called. */
  close(): void
}

export interface SocketOptions {
  /** of the widget on the server: `https://chat.example/imbachat/v1/7` */
  url: string
  /** whose connection it is; another user than the token's: one of their profiles */
  user_id: string | null
  token: string | null
  clock: SdkClock
  authenticated(result: ReplyTo<'auth'>): void
  event(event: ServerEvent): void
  /** Called once. `error` is what the server sent; null: the network failed. */
  ended(error: ErrorBody | null): void
}

interface PendingRequest {
  resolve(result: never): void
  reject(error: ChatRequestError): void
  cancelTimeout(): void
}

/** One connection from opening to end: authentication, requests and their answers, and detection of a dead peer. */
export function openSocket({ url, user_id, token, clock, authenticated, event, ended }: SocketOptions): ChatSocket {
  const pending = new Map<number, PendingRequest>()
  let requests = 0
  let open = true
  let ready = false
  let probing = false
  let frameMaxBytes = Number.POSITIVE_INFINITY
  let receivedAt = clock.now()
  let sentAt = receivedAt
  let isGuest = false
  let cancelTimer = clock.after(CONNECT_TIMEOUT, () => end(null))

  function release() {
    open = false
    cancelTimer()
    for (const request of pending.values()) {
      request.cancelTimeout()
      request.reject(connectionLost())
    }
    pending.clear()
    wire.close()
  }

  function end(error: ErrorBody | null) {
    if (!open) return
    release()
    ended(error)
  }

  function request<T extends RequestName>(type: T, input: RequestInput<T>, timeoutMs = REQUEST_TIMEOUT) {
    return new Promise<ReplyTo<T>>((resolve, reject) => {
      if (!open || !ready) return reject(connectionLost())
      const id = ++requests
      const frame = JSON.stringify({ t: type, id, ...input })
      // the server would not answer such a frame: it would disconnect the client, and again after each reconnect
      if (new TextEncoder().encode(frame).length > frameMaxBytes) {
        return reject(
          new ChatRequestError({ code: 'frame_too_large', message: `a frame has at most ${frameMaxBytes} bytes` }),
        )
      }
      const cancelTimeout = clock.after(timeoutMs, () => {
        pending.delete(id)
        reject(timedOut())
        if (type !== 'ping') probe(PONG_TIMEOUT)
      })
      pending.set(id, { resolve, reject, cancelTimeout })
      sentAt = clock.now()
      wire.send(frame)
    })
  }

  function probe(timeoutMs: number) {
    if (probing || !open) return
    probing = true
    const askedAt = clock.now()
    request('ping', {}, timeoutMs)
      // any frame shows that the peer is alive; the pong may be late
      .catch(() => receivedAt <= askedAt && end(null))
      .finally(() => {
        probing = false
      })
  }

  /** The server disconnects guests who send nothing, whatever they receive. */
  const quietSince = () => (isGuest ? Math.min(receivedAt, sentAt) : receivedAt)

  /** Fires late after the machine slept; the silence is then long enough for a ping. */
  function watchSilence() {
    cancelTimer = clock.after(Math.max(1_000, quietSince() + SILENCE_BEFORE_PING - clock.now()), () => {
      if (clock.now() - quietSince() >= SILENCE_BEFORE_PING) probe(PONG_TIMEOUT)
      watchSilence()
    })
  }

  function receive(frame: ServerFrame) {
    switch (frame.t) {
      case 'ok':
      case 'error': {
        const request = pending.get(frame.id ?? 0)
        if (!request) return
        pending.delete(frame.id ?? 0)
        request.cancelTimeout()
        if (frame.t === 'ok') request.resolve(frame.result as never)
        else request.reject(new ChatRequestError(frame))
        return
      }
      case 'bye':
        return end(frame)
      default:
        return event(frame)
    }
  }

  function greet() {
    ready = true
    const profile = user_id !== null && user_id !== userIdOf(token) && { profile: user_id }
    request('auth', { v: PROTOCOL_VERSION, token, ...profile }).then(
      (result) => {
        frameMaxBytes = result.limits.frame_max_bytes
        isGuest = result.me === null || result.me.guest === true
        cancelTimer()
        watchSilence()
        authenticated(result)
      },
      (error: ChatRequestError) => end(asSessionError(error)),
    )
  }

  function readText(text: string | null) {
    receivedAt = clock.now()
    if (text === null) return
    let frame: ServerFrame
    try {
      frame = JSON.parse(text)
      if (typeof frame?.t !== 'string') return
    } catch {
      return // a newer server may send frames that this version does not know
    }
    receive(frame)
  }

  const wire = openWire(url, clock, { opened: greet, received: readText, closed: end })

  return { request, probe, close: release }
}

/** With the whole body: a banned user reads why and until when. */
function asSessionError({ code, body }: ChatRequestError): ErrorBody | null {
  return code === 'connection_lost' || code === 'timed_out' ? null : { ...body, code }
}
