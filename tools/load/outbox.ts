import type { ReplyTo } from '@imbachat/protocol'
import type { Happening } from '../checker/history.ts'
import { ConnectionLost, Refused, type Request } from './wire.ts'

type Intent =
  | { kind: 'send'; room: number; client_id: string; text: string; resolve(result: ReplyTo<'message.send'>): void }
  /** `text` null: delete */
  | { kind: 'change'; room: number; seq: number; text: string | null; resolve(): void }

type Waiting = Intent & { reject(error: unknown): void; underWay: boolean }

/** Errors after which a later try may succeed. */
export const TRY_AGAIN: ReadonlySet<string> = new Set(['rate_limited', 'server_busy', 'internal', 'shutting_down'])
export const RETRY_MS = 200

/** Pending writes in order. Each is sent again on every new connection until it is answered. */
export class Outbox {
  readonly #note: (happening: Happening) => void
  #waiting: Waiting[] = []
  #request: Request | null = null
  #whenEmpty: (() => void)[] = []

  constructor(note: (happening: Happening) => void) {
    this.#note = note
  }

  /** @throws Refused if the refusal is final */
  send(room: number, text: string, client_id: string): Promise<ReplyTo<'message.send'>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReplyTo<'message.send'>>()
    this.#add({ kind: 'send', room, client_id, text, resolve, reject, underWay: false })
    return promise
  }

  /** @throws Refused if the refusal is final */
  change(room: number, seq: number, text: string | null): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#add({ kind: 'change', room, seq, text, resolve, reject, underWay: false })
    return promise
  }

  online(request: Request): void {
    this.#request = request
    for (const intent of this.#waiting) this.#try(intent)
  }

  offline(): void {
    this.#request = null
    for (const intent of this.#waiting) intent.underWay = false
  }

  /** Resolves when every write has been answered. */
  drained(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenEmpty.push(resolve))
  }

  #add(intent: Waiting): void {
    this.#waiting.push(intent)
    this.#try(intent)
  }

  #try(intent: Waiting): void {
    const request = this.#request
    if (!request || intent.underWay) return
    intent.underWay = true
    const answered = intent.kind === 'send' ? this.#send(intent, request) : this.#change(intent, request)
    answered.then(
      () => this.#done(intent),
      (error: unknown) => this.#failed(intent, request, error),
    )
  }

  async #send({ room, client_id, text, resolve }: Waiting & { kind: 'send' }, request: Request): Promise<void> {
    this.#note({ t: 'sent', room, client_id, text })
    const result = await request('message.send', { room_id: room, client_id, text })
    this.#note({ t: 'acked', room, ...result })
    resolve(result)
  }

  async #change({ room, seq, text, resolve }: Waiting & { kind: 'change' }, request: Request): Promise<void> {
    this.#note({ t: 'change_sent', room, seq, text })
    const place = { room_id: room, seq }
    const { message } =
      text === null ? await request('message.delete', place) : await request('message.edit', { ...place, text })
    this.#note({ t: 'change_acked', room, message })
    resolve()
  }

  #failed(intent: Waiting, request: Request, error: unknown): void {
    if (error instanceof ConnectionLost) return
    if (error instanceof Refused) this.#noteRefusal(intent, error.body.code)
    if (!(error instanceof Refused) || !TRY_AGAIN.has(error.body.code)) {
      intent.reject(error)
      this.#done(intent)
      return
    }
    setTimeout(() => {
      if (this.#request !== request) return
      intent.underWay = false
      this.#try(intent)
    }, error.body.retry_after_ms ?? RETRY_MS)
  }

  #noteRefusal(intent: Waiting, code: string): void {
    const { room } = intent
    if (intent.kind === 'send') this.#note({ t: 'refused', room, client_id: intent.client_id, code })
    else this.#note({ t: 'change_refused', room, seq: intent.seq, code })
  }

  #done(intent: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== intent)
    if (this.#waiting.length > 0) return
    for (const empty of this.#whenEmpty.splice(0)) empty()
  }
}
