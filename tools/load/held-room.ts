import type { Message, ReplyTo } from '@imbachat/protocol'
import type { Happening } from '../checker/history.ts'
import { isFinal } from './outbox.ts'
import type { Request } from './wire.ts'

const PAGE = 50

export interface HeldRoomOptions {
  room: number
  note(happening: Happening): void
  /** a request number that this client has not used */
  nextAsk(): number
  /** each change once, ordered by `rev`, when the client learns it */
  onChange(message: Message): void
}

/** One client's state of one room, by the protocol's section on resuming. It keeps no messages. */
export class HeldRoom {
  /** the client saw everything up to here; null: not listed yet */
  rev: number | null = null
  /** events that showed a gap */
  gaps = 0
  readonly #options: HeldRoomOptions
  #early: Message[] = []
  /** the connection on which a request is pending */
  #asking: Request | null = null
  /** the pending request is a sync: it was requested from `rev`, so its answer comes before later live events */
  #syncing = false
  #answered = Promise.resolve(true)

  constructor(options: HeldRoomOptions) {
    this.#options = options
  }

  /** A new connection: pending requests of the old one stay unanswered. */
  startOver(): void {
    this.#early = []
    this.#asking = null
    this.#syncing = false
  }

  receive(message: Message, request: Request): void {
    const { room, note } = this.#options
    note({ t: 'received', room, message })
    if (this.rev !== null && message.rev <= this.rev) return
    this.#early.push(message)
    if (this.#syncing) return
    this.#applyEarly()
    // If there is a gap, the pending request is followed by a sync.
    if (this.#early.length === 0 || this.#asking) return
    this.gaps++
    void this.catchUp(request)
  }

  /**
   * Requests missing changes until none is missing.
   * @returns false: the connection was lost, or the server was too busy
   */
  catchUp(request: Request): Promise<boolean> {
    if (!this.#asking) this.#answered = this.#askUntilWhole(request)
    return this.#answered
  }

  async #askUntilWhole(request: Request): Promise<boolean> {
    this.#asking = request
    try {
      do await this.#ask(request)
      while (this.#asking === request && (this.rev === null || this.#early.length > 0))
      return this.#asking === request
    } catch (error) {
      // lost, or refused for now: asked again, by the next connection or at the end
      return isFinal(error)
    } finally {
      if (this.#asking === request) {
        this.#asking = null
        this.#syncing = false
      }
    }
  }

  async #ask(request: Request): Promise<void> {
    if (this.rev === null) return this.look(request, null)
    for (let more = true; more; ) {
      const { room, note, nextAsk } = this.#options
      const ask = nextAsk()
      const rev: number = this.rev
      note({ t: 'asked', ask, room, rev })
      this.#syncing = true
      const result: ReplyTo<'messages.sync'> = await request('messages.sync', { room_id: room, rev })
      if (this.#asking !== request) return
      this.#syncing = false
      if (result.kind === 'resync') {
        note({ t: 'resync', ask, room, last_rev: result.last_rev })
        this.rev = null
        return
      }
      note({ t: 'synced', ask, room, messages: result.messages, rev: result.rev, more: result.more })
      for (const message of result.messages) this.#options.onChange(message)
      this.rev = result.rev
      more = result.more
    }
    this.#applyEarly()
  }

  /**
   * Requests a page of history. In a room that is not listed yet, the first page sets the client's position, whatever
   * part of the client requested it.
   */
  async look(request: Request, before: number | null): Promise<void> {
    const { room, note, nextAsk } = this.#options
    const ask = nextAsk()
    note({ t: 'asked', ask, room, page: { before, limit: PAGE } })
    const fields = { room_id: room, limit: PAGE, ...(before === null ? {} : { before_seq: before }) }
    const result = await request('messages.list', fields)
    note({ t: 'listed', ask, room, ...result })
    if (this.rev !== null || before !== null) return
    for (const message of result.messages) this.#options.onChange(message)
    this.rev = result.last_rev
    this.#applyEarly()
  }

  #applyEarly(): void {
    for (;;) {
      const { rev } = this
      if (rev === null) return
      this.#early = this.#early.filter((message) => message.rev > rev)
      const next = this.#early[0]
      if (next?.rev !== rev + 1) return
      this.rev = next.rev
      this.#options.onChange(next)
    }
  }
}
