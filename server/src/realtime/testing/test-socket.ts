import {
  type ErrorBody,
  errorBody,
  type ReplyTo,
  type RequestInput,
  type RequestName,
  requests,
  type ServerEvent,
  type ServerFrame,
  serverEvent,
} from '@imbachat/protocol'
import { PATIENCE_MS } from '../../../../sdk/src/testing/until.ts'

type EventOf<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>

/** A plain client of the wire: requests by id, events in a list. */
export class TestSocket {
  /** `messages` arrive here as one `message` each: how many share a frame is chance */
  readonly events: ServerEvent[] = []
  /** errors that name no request */
  readonly errors: ErrorBody[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly raw: WebSocket
  #nextId = 1
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #names = new Map<number, RequestName>()
  readonly #changed = new Set<() => void>()

  constructor(raw: WebSocket) {
    this.raw = raw
    raw.onmessage = ({ data }: MessageEvent<string>) => this.#receive(JSON.parse(data) as ServerFrame)
    this.closed = new Promise((resolve) => {
      raw.onclose = ({ code, reason }) => {
        for (const { reject } of this.#asked.values()) reject(new Error(`closed: ${code} ${reason}`))
        resolve({ code, reason })
      }
    })
  }

  /** Rejects with the error body. */
  request<T extends RequestName>(t: T, fields: RequestInput<T>): Promise<ReplyTo<T>> {
    const id = this.#nextId++
    const asked = Promise.withResolvers<unknown>()
    this.#asked.set(id, asked)
    this.#names.set(id, t)
    this.send({ t, id, ...fields })
    return asked.promise as Promise<ReplyTo<T>>
  }

  /** The error that answers the request; fails if the answer is `ok`. */
  async refusal<T extends RequestName>(t: T, fields: RequestInput<T>): Promise<ErrorBody> {
    const outcome = await this.request(t, fields).then(
      () => null,
      (error: ErrorBody) => error,
    )
    if (!outcome) throw new Error(`${t} was answered with ok`)
    return outcome
  }

  /** The answer to a frame that our own client never sends. */
  async answerTo(frame: string | Uint8Array<ArrayBuffer>): Promise<ErrorBody> {
    const before = this.errors.length
    this.raw.send(frame)
    await this.until(() => this.errors.length > before, 'an error')
    return this.errors[before] as ErrorBody
  }

  send(frame: Record<string, unknown>): void {
    this.raw.send(JSON.stringify(frame))
  }

  /** The next event of a kind, or one that has arrived already; each is returned once. */
  async event<T extends ServerEvent['t']>(
    t: T,
    matches: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    const place = () => this.events.findIndex((event) => event.t === t && matches(event as EventOf<T>))
    await this.until(() => place() >= 0, `an event ${t}`)
    return this.events.splice(place(), 1)[0] as EventOf<T>
  }

  /** Resolves when everything that the server has sent to this connection before now has arrived. */
  async settled(): Promise<void> {
    await this.request('ping', {})
  }

  async until(holds: () => boolean, awaited: string, patienceMs = PATIENCE_MS): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!holds()) return
        stop()
        resolve()
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`waited in vain for ${awaited}; there are ${JSON.stringify(this.events)}`))
      }, patienceMs)
      const stop = () => {
        clearTimeout(timer)
        this.#changed.delete(check)
      }
      this.#changed.add(check)
    })
  }

  close(): void {
    this.raw.close()
  }

  #receive(frame: ServerFrame): void {
    this.#check(frame)
    if (frame.t === 'ok') this.#take(frame.id)?.resolve(frame.result)
    else if (frame.t === 'messages') {
      const { room_id, messages } = frame
      for (const message of messages) this.events.push({ t: 'message', room_id, message })
    } else if (frame.t !== 'error') this.events.push(frame)
    else {
      const { t: _, id, ...error } = frame
      const asked = id === null ? undefined : this.#take(id)
      if (asked) asked.reject(error)
      else this.errors.push(error)
    }
    for (const check of this.#changed) check()
  }

  /**
   * Checks that every frame of the server is exactly what the protocol declares. @throws Error, which fails the running
   * test
   */
  #check(frame: ServerFrame): void {
    const sent = frame.t === 'ok' ? frame.result : frame
    const name = frame.t === 'ok' ? this.#names.get(frame.id) : undefined
    const schema = name ? requests[name].reply : frame.t === 'error' ? errorBody.loose() : serverEvent
    const read = schema.safeParse(sent)
    const exact = read.success && (frame.t === 'error' || Bun.deepEquals(read.data, sent))
    if (exact || (frame.t === 'ok' && !name)) return
    const fault =
      `${name ?? frame.t} is not as declared: ${read.error?.message ?? 'it has more fields'}: ` +
      `${JSON.stringify(sent)}`
    throw new Error(fault)
  }

  #take(id: number): PromiseWithResolvers<unknown> | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }
}
