import type { ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent, ServerFrame } from '@imbachat/protocol'
import { StreamSocket } from '@imbachat/server/realtime/testing/stream-socket'

/** The connection closed before the request was answered. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** The server refused the request. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    super(`${body.code}: ${body.message}`)
    this.body = body
  }
}

export interface WireOptions {
  /** ws://…/imbachat/v1/ID/ws */
  url: string
  headers?: Record<string, string>
  /** default: a WebSocket */
  over?: 'socket' | 'stream'
  onEvent(event: ServerEvent): void
  /** called once, whatever the reason */
  onClose(): void
  /** a request without an answer for this long closes the connection, milliseconds */
  patienceMs: number
}

interface Asked {
  resolve(result: unknown): void
  reject(error: Error): void
  at: number
}

/** Sends a request on one connection. @throws Refused, ConnectionLost */
export type Request = <T extends RequestName>(t: T, fields: RequestInput<T>) => Promise<ReplyTo<T>>

/** One connection: matches answers to requests by id, and passes on events. */
export class Wire {
  readonly opened: Promise<void>
  readonly #socket: WebSocket
  readonly #asked = new Map<number, Asked>()
  readonly #watch: ReturnType<typeof setInterval>
  #lastId = 0
  #closed = false

  constructor({ url, headers = {}, over = 'socket', onEvent, onClose, patienceMs }: WireOptions) {
    this.#socket =
      over === 'stream'
        ? new StreamSocket(url.replace(/^ws(.*)\/ws$/, 'http$1'), headers).asWebSocket()
        : // Bun's WebSocket takes headers, so clients can come from different addresses behind a trusted proxy.
          new WebSocket(url, { headers } as unknown as string[])
    const begun = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.opened = promise
    promise.catch(() => undefined)
    this.#socket.onopen = () => resolve()
    this.#socket.onmessage = ({ data }: MessageEvent<string>) => this.#receive(JSON.parse(data) as ServerFrame, onEvent)
    const closed = () => {
      if (this.#closed) return
      this.#closed = true
      clearInterval(this.#watch)
      const lost = new ConnectionLost('the connection closed')
      reject(lost)
      for (const { reject } of this.#asked.values()) reject(lost)
      this.#asked.clear()
      onClose()
    }
    this.#socket.onclose = closed
    this.#socket.onerror = closed
    this.#watch = setInterval(() => {
      const oldest = this.#asked.values().next().value?.at ?? Number.POSITIVE_INFINITY
      const silent = this.#socket.readyState === WebSocket.CONNECTING ? begun : oldest
      if (performance.now() - silent < patienceMs) return
      this.#socket.close()
      closed()
    }, patienceMs / 4)
  }

  readonly request: Request = (t, fields) => {
    if (this.#closed) return Promise.reject(new ConnectionLost('the connection is closed'))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#asked.set(id, { resolve, reject, at: performance.now() })
    this.#socket.send(JSON.stringify({ t, id, ...fields }))
    return promise as Promise<never>
  }

  close(): void {
    this.#socket.close()
  }

  #receive(frame: ServerFrame, onEvent: (event: ServerEvent) => void): void {
    if (frame.t === 'ok') this.#take(frame.id)?.resolve(frame.result)
    else if (frame.t === 'error') {
      const { t: _, id, ...body } = frame
      this.#take(id ?? 0)?.reject(new Refused(body))
    } else onEvent(frame)
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }
}
