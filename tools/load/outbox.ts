import type { ReplyTo } from '@imbachat/protocol'
import type { Happening, OwnItemInput, ReactionInput } from '../checker/history.ts'
import { ConnectionLost, Refused, type Request } from './wire.ts'

interface Waiting {
  /** Sends it and records the answer. */
  attempt(request: Request): Promise<void>
  /** how a refusal is recorded */
  refusal(code: string): Happening
  reject(error: unknown): void
  underWay: boolean
}

interface Write<T> {
  sent: Happening
  ask(request: Request): Promise<T>
  acked(result: T): Happening
  refused(code: string): Happening
}

/** Errors after which a later try may succeed. */
export const TRY_AGAIN: ReadonlySet<string> = new Set([
  'rate_limited',
  'server_busy',
  'storage_unavailable',
  'internal',
  'shutting_down',
])

/** The server answered, and would answer the same again. */
export const isFinal = (error: unknown): boolean => error instanceof Refused && !TRY_AGAIN.has(error.body.code)
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
    return this.#write({
      sent: { t: 'sent', room, client_id, text },
      ask: (request) => request('message.send', { room_id: room, client_id, text }),
      acked: (result) => ({ t: 'acked', room, ...result }),
      refused: (code) => ({ t: 'refused', room, client_id, code }),
    })
  }

  /** `text` null deletes. @throws Refused if the refusal is final */
  async change(room: number, seq: number, text: string | null): Promise<void> {
    const place = { room_id: room, seq }
    await this.#write({
      sent: { t: 'change_sent', room, seq, text },
      ask: (request) =>
        text === null ? request('message.delete', place) : request('message.edit', { ...place, text }),
      acked: ({ message }) => ({ t: 'change_acked', room, message }),
      refused: (code) => ({ t: 'change_refused', room, seq, code }),
    })
  }

  /** @throws Refused if the refusal is final */
  async react(input: ReactionInput): Promise<void> {
    const { room, seq, emoji, on } = input
    await this.#write({
      sent: { t: 'reaction_sent', room, input },
      ask: (request) => request(on ? 'reaction.add' : 'reaction.remove', { room_id: room, seq, emoji }),
      acked: ({ message }) => ({ t: 'reaction_acked', room, input, message }),
      refused: (code) => ({ t: 'reaction_refused', room, input, code }),
    })
  }

  /** Changes the user's own state. @throws Refused if the refusal is final */
  async set(input: OwnItemInput): Promise<void> {
    const { room: room_id } = input
    const ask = (request: Request) => {
      switch (input.kind) {
        case 'mute':
          return request('room.mute', { room_id, until: input.until })
        case 'star':
          return request('messages.star', { room_id, seqs: [input.seq], starred: input.on })
        case 'draft':
          return request('draft.set', { room_id, text: input.text, reply_to: null, rev: input.rev })
      }
    }
    await this.#write({
      sent: { t: 'own_sent', input },
      ask,
      acked: ({ item }) => ({ t: 'own_acked', input, item }),
      refused: (code) => ({ t: 'own_refused', input, code }),
    })
  }

  /** The client has read up to `seq`. @throws Refused if the refusal is final */
  async read(room: number, seq: number): Promise<void> {
    await this.#write({
      sent: { t: 'read_sent', room, seq },
      ask: (request) => request('receipts.update', { rooms: [{ room_id: room, read_seq: seq }] }),
      acked: () => ({ t: 'read_acked', room, seq }),
      refused: (code) => ({ t: 'read_refused', room, seq, code }),
    })
  }

  online(request: Request): void {
    this.#request = request
    for (const waiting of this.#waiting) this.#try(waiting)
  }

  offline(): void {
    this.#request = null
    for (const waiting of this.#waiting) waiting.underWay = false
  }

  /** Resolves when every write has been answered. */
  drained(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenEmpty.push(resolve))
  }

  #write<T>({ sent, ask, acked, refused }: Write<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const waiting: Waiting = {
      attempt: async (request) => {
        this.#note(sent)
        const result = await ask(request)
        this.#note(acked(result))
        resolve(result)
      },
      refusal: refused,
      reject,
      underWay: false,
    }
    this.#waiting.push(waiting)
    this.#try(waiting)
    return promise
  }

  #try(waiting: Waiting): void {
    const request = this.#request
    if (!request || waiting.underWay) return
    waiting.underWay = true
    waiting.attempt(request).then(
      () => this.#done(waiting),
      (error: unknown) => this.#failed(waiting, request, error),
    )
  }

  #failed(waiting: Waiting, request: Request, error: unknown): void {
    if (error instanceof ConnectionLost) return
    if (error instanceof Refused) this.#note(waiting.refusal(error.body.code))
    if (!(error instanceof Refused) || !TRY_AGAIN.has(error.body.code)) {
      waiting.reject(error)
      this.#done(waiting)
      return
    }
    setTimeout(() => {
      if (this.#request !== request) return
      waiting.underWay = false
      this.#try(waiting)
    }, error.body.retry_after_ms ?? RETRY_MS)
  }

  #done(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== waiting)
    if (this.#waiting.length > 0) return
    for (const empty of this.#whenEmpty.splice(0)) empty()
  }
}
